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
  func giveBackEveryByte(options: String) throws {
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
        == "3002 lines, \(try folder.bytes("text").count - 3) bytes: every one came back\n")
  }

  @Test func dropoutFollowsFromTheSeedAlone() throws {
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

  @Test func writeWhatOthersRead() throws {
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
    #expect(result.standardError.contains("<s> stands 1 times in the text"))
  }

  @Test func keepTheirHandsOffWhatStands() throws {
    try folder.write("out", "before")
    try folder.write("text", [0x61, 0xFF])
    #expect(try shell("translate tokenize text --output out").status == 65)
    #expect(try folder.text("out") == "before")
  }

  @Test func endQuietlyWhenNobodyReads() throws {
    let result = try Executable.shell("yes 'a b' | head -n 300000 | translate tokenize | head -n 1")
    #expect(result.text == "a b\n")
    #expect(result.standardError == "")
  }

  @Test func tellOfLinesLeftOutBesideNoBar() throws {
    let result = try Executable.shell(
      """
      for _ in 1 2 3 4; do yes 'some words' | head -c 5000000; printf '\\n\\377\\n'; done > text
      script --quiet --return /dev/null --command \\
        'translate tokenize --threads 1 --remember 0 --invalid-utf8 skip text --output out'
      """, directory: folder.url)
    #expect(result.text.contains("left out (invalid-utf8 byte 1)"))
    #expect(!result.text.contains(/[^\r]\u{1B}\[Ktext/))
  }

  @Test func countAnyNumberOfFiles() throws {
    let result = try shell(
      """
      mkdir files; for name in {1..200}; do echo a > files/$name; done
      ulimit -n 100; translate vocab files/* | tail -n 1
      """)
    #expect(result.text == "a\t200\n")
  }

  @Test func makeDoWithTheThreadsThereAre() throws {
    try folder.write("text", String(repeating: "a b\n", count: 300_000))
    let result = try shell(
      // Stacks of a gigabyte, and room for two of them.
      "ulimit -s 1000000 -v 3000000; translate tokenize --threads 8 --remember 0 text | cmp - text")
    #expect(result.status == 0, "\(result.standardError)")
  }

  @Test(arguments: [("INT", 130), ("TERM", 143)] as [(String, Int32)])
  func takeUnfinishedFilesAway(signal: String, status: Int32) throws {
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
}
