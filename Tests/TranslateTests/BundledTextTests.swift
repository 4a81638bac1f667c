import Foundation
import TestSupport
import Testing

/// The files in `corpora/` and `vocab/` are what their scripts make.
@Suite struct BundledTextTests {
  private let root = URL(fileURLWithPath: #filePath)
    .appendingPathComponent("../../..").standardizedFileURL

  @Test func `the templates give the corpus`() throws {
    let folder = try TemporaryFolder()
    let result = try Executable.shell(
      """
      set -eu
      mkdir -p corpora/en-fr && cd corpora/en-fr
      cp -r '\(root.path)'/corpora/en-fr/{written,templates,expand.swift} .
      cd ../.. && swift corpora/en-fr/expand.swift > /dev/null
      for part in train valid test; do for language in en fr; do
        cmp corpora/en-fr/$part.$language '\(root.path)'/corpora/en-fr/$part.$language
      done; done
      """, directory: folder.url)
    #expect(result.status == 0, "\(result.text)\(result.standardError)")
  }

  @Test func `the corpus gives the vocabularies`() throws {
    let folder = try TemporaryFolder()
    let result = try Executable.shell(
      """
      TRANSLATE=$(command -v translate) '\(root.path)'/scripts/build-vocab "$PWD" &&
        diff -r en-fr '\(root.path)'/vocab/en-fr
      """, directory: folder.url)
    #expect(result.status == 0, "\(result.text)\(result.standardError)")
  }

  @Test func `the corpus check finds nothing`() throws {
    let result = try Executable.shell(
      """
      translate corpus check train.en train.fr --valid-source valid.en --valid-target valid.fr \
        --test-source test.en --test-target test.fr --source-language en --target-language fr \
        --strict
      """, directory: root.appendingPathComponent("corpora/en-fr"))
    #expect(result.status == 0, "\(result.text)")
  }

  @Test func `the French text has French typography`() throws {
    for part in ["train", "valid", "test"] {
      let path = root.appendingPathComponent("corpora/en-fr/\(part).fr")
      for line in try String(contentsOf: path, encoding: .utf8).split(separator: "\n") {
        #expect(line.firstMatch(of: #/[^\u{A0}][?!:;»]|«[^\u{A0}]|[’“”]|[ ]{2}/#) == nil, "\(line)")
      }
    }
  }
}
