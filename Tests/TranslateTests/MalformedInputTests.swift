import TestSupport
import Testing

/// Whatever is wrong with a file or a word of the command line: one clear sentence, the right exit
/// status, and nothing half-written.
@Suite struct MalformedInputTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var arguments: String  // as a shell has them
    var status: Int32
    var says: String  // a part of what is said on standard error
    var testDescription: String { name }
  }

  private static let files: [(name: String, bytes: [UInt8])] = [
    ("good", Array("a b\nc d\n".utf8)),
    ("invalid", Array("a b\nc ".utf8) + [0xFF] + Array("d\n".utf8)),
    ("marked", [0xEF, 0xBB, 0xBF] + Array("a".utf8) + [0xC3, 0x28]),
    ("one", Array("a\n".utf8)),
    ("none", []),
    ("escape", Array("a\nb ％00G0\n".utf8)),
    ("feed", Array("a ％000A\n".utf8)),
    ("merges", Array("#version: 0.2\na b\n".utf8)),
    ("merges.three", Array("#version: 0.2\na b\na b c\n".utf8)),
    ("merges.new", Array("#version: 9.1\na b\n".utf8)),
    ("vocab", Array("<pad>\t0\n<unk>\t0\n<s>\t0\n</s>\t0\na\t2\nb\t1\n".utf8)),
    ("vocab.plain", Array("a\nb\n".utf8)),
    ("vocab.twice", Array("<pad>\n<unk>\n<s>\n</s>\na\na\n".utf8)),
    ("vocab.count", Array("<pad>\t0\n<unk>\t0\n<s>\t0\n</s>\t0\na\tmany\n".utf8)),
    ("vocab.escape", Array("<pad>\n<unk>\n<s>\n</s>\na\\q\n".utf8)),
    ("pieces", Array("a\n".utf8)),
    ("numbers", Array("1 2\n3 4.5\n".utf8)),
    ("words", Array("1 2\n3 four\n".utf8)),
    ("large", Array("1 2\n\n3 3000000000\n".utf8)),
    ("table", Array("a\tb\nc\n".utf8)),
    ("train.en", Array("a\nb\nc\n".utf8)),
    ("train.fr", Array("d\ne\nf\n".utf8)),
  ]

  private static let cases = [
    Case(
      name: "invalid UTF-8", arguments: "tokenize invalid --output out", status: 65,
      says: "`invalid`, line 2, byte 3: 0xFF is not UTF-8"),
    Case(
      name: "invalid UTF-8 after a byte order mark", arguments: "tokenize marked --output out",
      status: 65, says: "`marked`, line 1, byte 5: 0xC3 is not UTF-8"),
    Case(
      name: "invalid UTF-8 on standard input", arguments: "tokenize --output out < invalid",
      status: 65, says: "standard input, line 2, byte 3: 0xFF"),
    Case(
      name: "invalid UTF-8 to be proved", arguments: "tokenize --verify invalid", status: 65,
      says: "`invalid`, line 2, byte 3: 0xFF"),
    Case(
      name: "invalid UTF-8 to be learned from",
      arguments: "bpe --merges 5 good invalid --output out", status: 65,
      says: "`invalid`, line 2, byte 3: 0xFF"),
    Case(
      name: "invalid UTF-8 to be counted", arguments: "vocab invalid --output out", status: 65,
      says: "`invalid`, line 2, byte 3: 0xFF"),
    Case(
      name: "invalid UTF-8 among numbers", arguments: "pad invalid --vocab vocab --output out",
      status: 65, says: "`invalid`, line 2, byte 3: 0xFF"),
    Case(
      name: "invalid UTF-8 in tokens", arguments: "detokenize invalid --output out", status: 65,
      says: "`invalid`, line 2, byte 3: 0xFF"),
    Case(
      name: "a gzip that is cut short", arguments: "tokenize cut.gz --output out", status: 65,
      says: "`cut.gz` are damaged or cut short"),
    Case(
      name: "a file that is not there", arguments: "tokenize nowhere --output out", status: 66,
      says: "there is no file `nowhere`"),
    Case(
      name: "a directory", arguments: "tokenize . --output out", status: 66,
      says: "cannot read `.`: Is a directory"),
    Case(
      name: "an output that cannot be", arguments: "tokenize good --output no/where", status: 73,
      says: "cannot create `no/where`"),
    Case(
      name: "one file for two outputs",
      arguments: "corpus clean good good --output-source out --output-target ./out", status: 64,
      says: "two outputs are to be written to `./out`"),
    Case(
      name: "a full disk", arguments: "tokenize good --output /dev/full", status: 74,
      says: "writing `/dev/full` failed: No space left on device"),
    Case(
      name: "a limit on the size of files",
      arguments: "help --markdown > long; (ulimit -f 1; translate tokenize long --output out); "
        + "status=$?; rm long; (exit $status)",
      status: 74, says: "writing `out` failed: File too large"),
    Case(
      name: "a full disk under standard output", arguments: "tokenize good > /dev/full",
      status: 74, says: "writing standard output failed: No space left on device"),
    Case(
      name: "an escape that is none", arguments: "detokenize escape --output out", status: 65,
      says: "`escape`, line 2, byte 3: unknown escape `％00G0`"),
    Case(
      name: "an escape that would end the line", arguments: "detokenize feed --output out",
      status: 65, says: "`feed`, line 1, byte 3: unknown escape `％000A`"),
    Case(
      name: "a malformed merge", arguments: "tokenize good --bpe merges.three --output out",
      status: 65, says: "`merges.three`, line 3: `a b c` is not a merge"),
    Case(
      name: "merges of another version", arguments: "tokenize good --bpe merges.new --output out",
      status: 65, says: "`merges.new`, line 1: `9.1` is not a known version"),
    Case(
      name: "no merges at all", arguments: "tokenize good --bpe none --output out", status: 65,
      says: "`none` is empty"),
    Case(
      name: "pieces without counts",
      arguments: "tokenize good --bpe merges --vocabulary pieces --output out", status: 65,
      says: "`pieces`, line 1: `a` is not a subword with its count"),
    Case(
      name: "a vocabulary without special tokens", arguments: "vocab --coverage good vocab.plain",
      status: 65, says: "`vocab.plain`, line 1: `a` is where <pad> should be"),
    Case(
      name: "an empty vocabulary", arguments: "pad --vocab none good --output out", status: 65,
      says: "`none`, line 1: the end of the file is where <pad> should be"),
    Case(
      name: "a token twice", arguments: "vocab --diff vocab vocab.twice", status: 65,
      says: "`vocab.twice`, line 6: `a` is already in line 5"),
    Case(
      name: "a count that is none", arguments: "vocab --diff vocab vocab.count", status: 65,
      says: "`vocab.count`, line 5: `many` is not a count"),
    Case(
      name: "an unknown escape", arguments: "vocab --diff vocab vocab.escape", status: 65,
      says: "`vocab.escape`, line 5, byte 2: unknown escape `\\q`"),
    Case(
      name: "a vocabulary too small", arguments: "vocab --max-size 3 good --output out",
      status: 64, says: "--max-size"),
    Case(
      name: "a word among numbers", arguments: "pad words --output out", status: 65,
      says: "`words`, line 2, word 2: `four` is not a number"),
    Case(
      name: "a number too large", arguments: "pad large --output out", status: 65,
      says: "`large`, line 3, word 2: 3000000000 does not fit into int32"),
    Case(
      name: "no line to pad", arguments: "pad none --output out", status: 65,
      says: "`none` has no line to take the length from"),
    Case(
      name: "rows cut to nothing", arguments: "pad numbers --maxlen 0 --output out", status: 64,
      says: "would cut `numbers`, line 1 to nothing"),
    Case(
      name: "a filling that is not a number", arguments: "pad numbers --value x --output out",
      status: 64, says: "--value x is not a number"),
    Case(
      name: "files of unequal length", arguments: "corpus check good one", status: 65,
      says: "the corpus has faults"),
    Case(
      name: "files of unequal length to be cleaned",
      arguments: "corpus clean good one --output-source out --output-target out2", status: 65,
      says: "`good` has 2 lines, and `one` 1"),
    Case(
      name: "files of unequal length to be split",
      arguments: "corpus split good one --output outdir", status: 65,
      says: "`good` has 2 lines, and `one` 1"),
    Case(
      name: "a corpus with invalid bytes", arguments: "corpus check good invalid", status: 65,
      says: "the corpus has faults"),
    Case(
      name: "a corpus that is not there", arguments: "corpus check good nowhere", status: 66,
      says: "there is no file `nowhere`"),
    Case(
      name: "a table with a line of one column", arguments: "corpus split --tsv table --output o",
      status: 65, says: "`table`, line 2: 0 tabs where there must be one"),
    Case(
      name: "notes, taken strictly", arguments: "corpus check good good --strict", status: 65,
      says: "--strict was given"),
    Case(
      name: "more than there is", arguments: "corpus split good good --output o --test 9",
      status: 64, says: "pairs requested, and the corpus has 2"),
    Case(
      name: "half a corpus", arguments: "corpus check good", status: 64,
      says: "a corpus is two files"),
    Case(
      name: "joiners for Keras' words", arguments: "tokenize --tokenizer keras --joiner good",
      status: 64, says: "--tokenizer keras removes punctuation"),
    Case(
      name: "a language that is none", arguments: "tokenize --locale qq-zz good", status: 64,
      says: "ICU does not know the language `qq-zz`"),
    Case(
      name: "a proof of what is changed", arguments: "tokenize --verify --lowercase good",
      status: 64, says: "--verify compares with the text"),
    Case(
      name: "a proof with an output", arguments: "tokenize --verify good --output one",
      status: 64, says: "--output has no effect with --verify"),
    Case(
      name: "a proof of what may be left out",
      arguments: "tokenize --verify invalid --invalid-utf8 skip", status: 64,
      says: "--invalid-utf8 has no effect with --verify"),
    Case(
      name: "a full disk under a proof", arguments: "tokenize --verify good > /dev/full",
      status: 74, says: "writing standard output failed: No space left on device"),
    Case(
      name: "an output over its input", arguments: "tokenize good --output ./good", status: 64,
      says: "`./good` is read and written"),
    Case(
      name: "a split over its corpus",
      arguments: "corpus split train.en train.fr --output . --test 1 --valid 0", status: 64,
      says: "`./train.en` is read and written"),
    Case(
      name: "a cleaned corpus over itself",
      arguments: "corpus clean good one --output-source out --output-target one", status: 64,
      says: "`one` is read and written"),
    Case(
      name: "dropout of nothing", arguments: "tokenize --dropout 0.1 good", status: 64,
      says: "--dropout has no effect without --bpe"),
    Case(
      name: "a glossary that is no expression",
      arguments: "tokenize good --bpe merges --glossary '(' --output out", status: 64,
      says: "--glossary `(` is not a regular expression"),
    Case(
      name: "a misspelt command", arguments: "tokenise good", status: 64,
      says: "`tokenise` is neither a command nor a file; did you mean `tokenize`?"),
  ]

  @Test(arguments: cases)
  func `is named and leaves nothing`(_ test: Case) throws {
    let folder = try TemporaryFolder()
    for (name, bytes) in Self.files { try folder.write(name, bytes) }
    try folder.write("cut.gz", try gzipped(Array("a line of text\n".utf8)).dropLast(9))
    let before = try folder.names
    let result = try Executable.shell("translate \(test.arguments)", directory: folder.url)
    #expect(result.status == test.status, "\(result.standardError)")
    #expect(result.standardError.contains(test.says), "\(result.standardError)")
    #expect(try folder.names == before)
  }

  @Test func `a matrix is not written to a terminal`() throws {
    let folder = try TemporaryFolder()
    try folder.write("numbers", "1 2\n")
    let seen = try Executable.shell(
      "script --quiet --return --command 'translate pad numbers' /dev/null", directory: folder.url)
    #expect(
      seen.status == 64 && seen.text.contains("a matrix is not written to a terminal"), "\(seen)")
  }

  @Test func `a line left out is named`() throws {
    let folder = try TemporaryFolder()
    for (name, bytes) in Self.files { try folder.write(name, bytes) }
    let skipped = try Executable.shell(
      "translate tokenize --invalid-utf8 skip --drops drops.tsv invalid", directory: folder.url)
    #expect(skipped.text == "a b\n")
    #expect(skipped.standardError == "1 line left out\n")
    #expect(try folder.text("drops.tsv") == "invalid\t2\tinvalid-utf8 byte 3\n")
    let told = try Executable.shell(
      "translate tokenize --invalid-utf8 skip invalid", directory: folder.url)
    #expect(told.standardError.hasPrefix("invalid, line 2: left out (invalid-utf8 byte 3)\n"))
    let compared = try Executable.shell(
      "translate vocab --invalid-utf8 skip --coverage invalid vocab", directory: folder.url)
    #expect(compared.standardError.hasPrefix("invalid, line 2: left out (invalid-utf8 byte 3)\n"))
    let replaced = try Executable.shell(
      "translate tokenize --tokenizer space --invalid-utf8 replace invalid", directory: folder.url)
    #expect(replaced.text == "a b\nc \u{FFFD}d\n")
  }
}
