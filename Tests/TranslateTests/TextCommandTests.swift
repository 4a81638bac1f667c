import Foundation
import TestSupport
import Testing

/// The commands on text, as their users type them.
@Suite struct TextCommandTests {
  private let folder = try! TemporaryFolder()

  private func shell(_ script: String) throws -> ChildProcess.Result {
    try Executable.shell("set -euo pipefail; \(script)", directory: folder.url)
  }

  @Test(arguments: ["", "--tokenizer char", "--tokenizer space", "--locale fr --bpe merges"])
  func `restore every byte`(options: String) throws {
    var random = RandomText(seed: 4)
    let text = (0..<3_000).map { _ in random.line() }.joined(separator: "\n")
    try folder.write("text", "\u{FEFF}L'homme n'a  pas dit\u{A0}: non.\r\n\n\(text)")
    let result = try shell(
      """
      printf 'lower lowest newer newest' | translate bpe --merges 9 --output merges
      gzip -k text
      for threads in 1 2 5; do
        translate tokenize --joiner --threads $threads \(options) text > tokens.$threads
        translate detokenize --threads $threads tokens.$threads --output back
        cmp text back
      done
      cmp tokens.1 tokens.2; cmp tokens.1 tokens.5
      translate tokenize --joiner \(options) text.gz | cmp - tokens.1
      translate tokenize --joiner --verify \(options) text
      """)
    #expect(result.status == 0, "\(result.standardError)")
    #expect(
      result.text
        == "3002 lines, \(try folder.bytes("text").count - 3) bytes: all restored\n")
  }

  @Test func `dropout depends on the seed alone`() throws {
    try folder.write("text", (0..<9_000).map { "lowest newer \($0) newest lower\n" }.joined())
    let result = try shell(
      """
      translate bpe --merges 40 text --output merges 2>/dev/null
      drop() { translate tokenize --tokenizer space --bpe merges --dropout 0.4 "$@" text; }
      drop --seed 5 --threads 1 > one
      drop --seed 5 --threads 3 > three
      drop --seed 6 > other
      cmp one three
      cmp -s one other && exit 1
      translate detokenize --tokens pieces one | cmp - text
      sort -u one | wc -l
      """)
    #expect(result.status == 0, "\(result.standardError)")
    #expect(Int(result.text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0 > 8_000)
  }

  @Test func `write what others read`() throws {
    try folder.write("text", "b a <s> b\na b\u{A0}c\n")
    let result = try shell(
      """
      translate vocab text --output vocab
      cat vocab
      printf 'a z\\nb\\n' | translate vocab --coverage - vocab --json
      translate vocab --diff vocab vocab
      printf '7\\n\\n1 2 3\\n' | translate pad --dtype int64 --padding post --value -1 | od -v -An -td8 -j128
      """)
    #expect(
      result.text == """
        <pad>\t0
        <unk>\t0
        <s>\t0
        </s>\t0
        a\t2
        b\t2
        b\u{A0}c\t1
        {"tokens":{"known":2,"rate":0.6666666666666666,"unknown":1},\
        "types":{"known":2,"rate":0.6666666666666666,"unknown":1},\
        "unknownTokens":[{"count":1,"token":"z"}]}
        the two have the same tokens with the same ids
                            7                   -1
                           -1                   -1
                           -1                   -1
                            1                    2
                            3

        """)
    #expect(result.standardError.contains("<s> occurs 1 time in the text"))
  }

  @Test func `an error leaves the output as it was`() throws {
    try folder.write("out", "before")
    try folder.write("text", [0x61, 0xFF])
    #expect(try shell("translate tokenize text --output out").status == 65)
    #expect(try folder.text("out") == "before")
  }

  @Test func `end quietly when nobody reads`() throws {
    let result = try Executable.shell("yes 'a b' | head -n 300000 | translate tokenize | head -n 1")
    #expect(result.text == "a b\n")
    #expect(result.standardError == "")
  }

  @Test func `report lines left out on lines of their own`() throws {
    let result = try Executable.shell(
      """
      for _ in 1 2 3 4; do yes 'some words' | head -c 5000000; printf '\\n\\377\\n'; done > text
      script --quiet --return /dev/null --command \\
        'translate tokenize --threads 1 --remember 0 --invalid-utf8 skip text --output out'
      """, directory: folder.url)
    #expect(result.text.contains("left out (invalid-utf8 byte 1)"))
    #expect(!result.text.contains(/[^\r]\u{1B}\[Ktext/))
  }

  @Test func `count any number of files`() throws {
    let result = try shell(
      """
      mkdir files; for name in {1..200}; do echo a > files/$name; done
      ulimit -n 100; translate vocab files/* | tail -n 1
      """)
    #expect(result.text == "a\t200\n")
  }

  @Test func `work with fewer threads than were asked for`() throws {
    try folder.write("text", String(repeating: "a b\n", count: 300_000))
    let result = try shell(
      // Stacks of a gigabyte, and room for two of them.
      "ulimit -s 1000000 -v 3000000; translate tokenize --threads 8 --remember 0 text | cmp - text")
    #expect(result.status == 0, "\(result.standardError)")
  }

  @Test(arguments: [("INT", 130), ("TERM", 143)] as [(String, Int32)])
  func `remove unfinished files on a signal`(signal: String, status: Int32) throws {
    // The reader of a pipe that is never closed waits; the file it writes to is there by then.
    let result = try Executable.shell(
      """
      mkfifo pipe; sleep 20 > pipe &
      (trap - INT; exec translate tokenize pipe --output out) & pid=$!
      for _ in {1..200}; do ls out.*.partial 2>/dev/null && break; sleep 0.02; done
      kill -\(signal) $pid; wait $pid; status=$?; kill -KILL %1; ls; exit $status
      """, directory: folder.url)
    #expect(result.text.hasPrefix("out."))
    #expect(result.text.hasSuffix("\npipe\n"))
    #expect(result.status == status)
  }

  @Test func `read several files one after another`() throws {
    let result = try shell(
      """
      printf 'a b\n\nc' > one; printf 'd\n' > two; : > none; printf 'e f\n' | gzip > three.gz
      translate tokenize one none two three.gz
      translate tokenize --joiner one - three.gz < two > tokens; translate detokenize tokens two
      translate tokenize --verify one two
      """)
    #expect(
      result.text
        == "a b\n\nc\nd\ne f\n" + "a b\n\nc\nd\ne f\nd\n" + "4 lines, 9 bytes: all restored\n")
    #expect(result.standardError == "")
  }

  @Test func `name the file and its line, whichever of several it is`() throws {
    try folder.write("good", "a\nb\n")
    try folder.write("invalid", Array("a\n".utf8) + [0xFF, 0x0A])
    let failed = try shell("translate tokenize good invalid good --output out")
    #expect(failed.status == 65)
    #expect(failed.standardError.contains("`invalid`, line 2, byte 1: 0xFF is not UTF-8"))
    let skipped = try shell(
      "translate tokenize --invalid-utf8 skip --drops drops good invalid good; cat drops")
    #expect(skipped.text == "a\nb\na\na\nb\ninvalid\t2\tinvalid-utf8 byte 1\n")
    let missing = try shell("translate tokenize good nowhere --output out")
    #expect(missing.status == 66 && missing.standardError.contains("there is no file `nowhere`"))
    #expect(try folder.names == ["drops", "good", "invalid"])
  }

  @Test func `dropout numbers the lines of several files through`() throws {
    try folder.write("one", (0..<300).map { "lowest newer \($0) newest lower\n" }.joined())
    let result = try shell(
      """
      translate bpe --merges 40 one --output merges 2>/dev/null
      drop() { translate tokenize --tokenizer space --bpe merges --dropout 0.4 "$@"; }
      drop one one > twice
      cat one one | drop | cmp - twice
      cmp -s <(head -n 300 twice) <(tail -n 300 twice) && exit 1
      exit 0
      """)
    #expect(result.status == 0, "\(result.standardError)")
  }
}
