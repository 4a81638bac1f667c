// Translates a file line by line: swift run TranslateFile MODEL FILE
import Foundation
import TranslateKit

@main
enum TranslateFile {
  static func main() async throws {
    guard CommandLine.arguments.count == 3 else { fail("usage: TranslateFile MODEL FILE") }
    let model = URL(fileURLWithPath: CommandLine.arguments[1])
    let file = URL(fileURLWithPath: CommandLine.arguments[2])
    do {
      let translator = try Translator(contentsOf: model)
      let text = try String(contentsOf: file, encoding: .utf8)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      let sentences = lines.last == "" ? lines.dropLast() : lines[...]
      for try await translation in translator.translations(of: sentences) {
        print(translation.text)
      }
    } catch {
      fail(error.localizedDescription)
    }
  }

  private static func fail(_ message: String) -> Never {
    FileHandle.standardError.write(Data("\(message)\n".utf8))
    exit(1)
  }
}
