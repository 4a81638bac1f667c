import CommandLineInterface

extension SettingsFormat {
  /// Settings in YAML.
  package static let yaml = SettingsFormat(
    "YAML", read: { path in try readSettings(path: path) }, write: { yamlText(of: $0) })
}
