extension String {
  /// Swift's `==` takes canonically equivalent texts for equal; names and file contents are bytes.
  package func hasSameBytes(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
