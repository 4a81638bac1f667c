/// Why the lists of words make no experiment. Lines count from 1.
package enum MemoryError: Error, Equatable, Sendable {
  case wrongColumns(path: String, line: Int, expected: Int, found: Int)
  /// A cell is empty, or its tokens do not stand between single spaces.
  case badSpacing(path: String, line: Int, value: String)
  case notOneToken(path: String, line: Int, value: String)
  case unknownGender(path: String, line: Int, value: String)
  /// A token with braces that is no slot, or none that can be filled in this column.
  case unknownSlot(path: String, line: Int, value: String)
  case slotMissing(path: String, line: Int, slot: String)
  /// The translation does not end in the words that it is about.
  case placeNotLast(path: String, line: Int, value: String)
  case duplicate(path: String, line: Int, firstLine: Int, value: String)
  /// A country outside of `countries.tsv`: here it would give the answer away.
  case namesCountry(path: String, line: Int, value: String)
  /// There are too few rows, or some that make no whole set of `multiple`.
  case wrongCount(path: String, found: Int, least: Int, multiple: Int)
  /// No quarter of the fillers was found whose words all stand in the others.
  case noHeldOutFillers
  /// No fillers have exactly so many tokens together.
  case unfillable(tokens: Int)
}
