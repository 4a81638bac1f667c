/// The files in which a command's options may be kept, and the two options that deal in them.
package struct SettingsFormat: Sendable {
  let name: String
  let read: @Sendable (_ path: String) throws -> [Setting]
  package let write: @Sendable ([Setting]) -> String

  /// `name` is that of the format. What `read` gives has places; of a name that comes twice the last
  /// counts. What `write` makes of settings, `read` gives back.
  package init(
    _ name: String, read: @escaping @Sendable (_ path: String) throws -> [Setting],
    write: @escaping @Sendable ([Setting]) -> String
  ) {
    self.name = name
    self.read = read
    self.write = write
  }

  var file: Option<String?> {
    .path(
      "config", "FILE",
      "take options from a \(name) file, by their names without dashes; the command line counts more"
    )
  }

  var dump: Option<Bool> {
    .flag("dump-config", "print all options as \(name), defaults included, and do nothing else")
  }

  var section: Section { Section("Settings", [file, dump]) }
}
