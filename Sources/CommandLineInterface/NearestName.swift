/// The name that was probably meant, or nil where none is near enough.
///
/// Near is a third of the longer name's bytes wrong, or one; of equally near names the first. Where
/// nothing is near, the only name that begins with the word is meant.
func nearest(to word: String, among names: [String]) -> String? {
  let distances = names.map { name in
    (name: name, distance: editDistance(Array(word.utf8), Array(name.utf8)))
  }
  let near = distances.filter { name, distance in
    distance <= max(1, max(word.utf8.count, name.utf8.count) / 3)
  }
  if let best = near.min(by: { $0.distance < $1.distance }) { return best.name }
  let longer = names.filter { word.utf8.count >= 3 && $0.hasPrefix(word) }
  return longer.count == 1 ? longer[0] : nil
}

/// Insertions, deletions, substitutions and swaps of neighbours that turn one word into the other,
/// no part touched twice (Damerau-Levenshtein in its restricted form). Cost: the lengths' product.
func editDistance(_ first: [UInt8], _ second: [UInt8]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...second.count)
  for (i, byte) in first.enumerated() {
    var row = [i + 1]
    for (j, other) in second.enumerated() {
      var best = min(last[j] + (byte == other ? 0 : 1), last[j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, byte == second[j - 1], first[i - 1] == other {
        best = min(best, beforeLast[j - 1] + 1)
      }
      row.append(best)
    }
    (beforeLast, last) = (last, row)
  }
  return last[second.count]
}
