/// An option's value in a settings file, or on its way there.
package struct Setting: Equatable, Sendable {
  package struct Place: Equatable, Sendable {
    package let file: String
    package let line: Int  // counted from 1

    package init(file: String, line: Int) {
      self.file = file
      self.line = line
    }
  }

  /// The option's, without the dashes.
  package let name: String
  /// `true` or `false` for a flag; several for an option that takes several.
  package let values: [String]
  /// Nil where it was not read from a file.
  package let place: Place?

  package init(_ name: String, _ values: [String], at place: Place? = nil) {
    self.name = name
    self.values = values
    self.place = place
  }
}
