import Foundation
import TestSupport
import Testing

@testable import CommandLineInterface

/// Each script is loaded into its own shell, and the shell is asked what it would offer.
@Suite("Completion", .serialized)
struct CompletionTests {
  struct Case: CustomTestStringConvertible {
    var line: String
    var offers: [String]
    var testDescription: String { "sample \(line)" }
  }

  static let cases = [
    Case(line: "tok", offers: ["tokenize"]),
    Case(line: "co", offers: ["completion", "corpus"]),
    Case(line: "mer", offers: ["merges.bpe"]),
    Case(line: "corpus ", offers: ["check", "clean"]),
    Case(line: "corpus ch", offers: ["check"]),
    Case(line: "help corpus c", offers: ["check", "clean"]),
    Case(line: "help tok", offers: ["tokenize"]),
    Case(line: "help --m", offers: ["--man", "--markdown"]),
    Case(line: "completion ", offers: ["bash", "fish", "zsh"]),
    Case(line: "completion z", offers: ["zsh"]),
    Case(line: "tokenize --t", offers: ["--threads", "--tokenizer"]),
    Case(line: "tokenize --no-", offers: ["--no-residual", "--no-shuffle"]),
    Case(line: "tokenize --tokenizer ", offers: ["char", "icu", "space"]),
    Case(line: "tokenize --threads 2 --tokenizer s", offers: ["space"]),
    Case(line: "tokenize --threads ", offers: []),
    Case(line: "tokenize --bpe me", offers: ["merges.bpe", "metadata"]),
    Case(line: "tokenize me", offers: ["merges.bpe", "metadata"]),
    Case(line: "corpus check --output me", offers: ["merges.bpe", "metadata"]),
    Case(line: "corpus check --out", offers: ["--output"]),
    Case(line: "./merges.bpe --he", offers: ["--help"]),
  ]

  private let scratch: TemporaryFolder

  init() throws {
    scratch = try TemporaryFolder()
    try scratch.write("merges.bpe", "")
    try scratch.write("metadata", "")
    for shell in Shell.allCases {
      let script = shell.script(for: CompletionTree(Sample.program.commands))
      try scratch.write("script.\(shell.rawValue)", script.utf8)
    }
  }

  private static func path(of shell: Shell) -> URL? {
    ["/bin", "/usr/bin", "/usr/local/bin"].map { URL(fileURLWithPath: "\($0)/\(shell.rawValue)") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }

  /// Ten seconds are enough: a shell that waits for something else has failed.
  private func run(_ shell: Shell, _ arguments: String...) throws -> ChildProcess.Result {
    let executable = try #require(Self.path(of: shell))
    return try ChildProcess.run(
      URL(fileURLWithPath: "/usr/bin/timeout"), ["10", executable.path] + arguments,
      directory: scratch.url)
  }

  @Test(arguments: Shell.allCases)
  func `The shell finds nothing wrong with its script`(_ shell: Shell) throws {
    guard Self.path(of: shell) != nil else { return }
    let result = try run(shell, "-n", "script.\(shell.rawValue)")
    #expect(result.status == 0 && result.standardError.isEmpty, "\(result.standardError)")
  }

  /// The sign in `--name=value` is a word of its own to bash.
  @Test(
    arguments: cases + [
      Case(line: "tokenize --tokenizer =", offers: ["char", "icu", "space"]),
      Case(line: "tokenize --tokenizer = c", offers: ["char"]),
      Case(line: "tokenize --metric bleu,c", offers: ["bleu,chrf", "bleu,chrf++"]),
    ])
  func `bash`(_ item: Case) throws {
    let result = try run(
      .bash, "-c",
      """
      source script.bash
      COMP_WORDS=(sample \(item.line.hasSuffix(" ") ? item.line + "''" : item.line))
      COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
      _sample
      printf '%s\\n' "${COMPREPLY[@]}"
      """)
    expect(result, offers: item)
  }

  @Test(
    .enabled(if: path(of: .fish) != nil),
    arguments: cases + [
      Case(line: "tokenize --tokenizer=c", offers: ["--tokenizer=char"]),
      Case(line: "tokenize --metric bleu,c", offers: ["bleu,chrf", "bleu,chrf++"]),
    ])
  func `fish`(_ item: Case) throws {
    let result = try run(
      .fish, "-c", "source script.fish; complete -C \(quoted("sample " + item.line))")
    expect(result, offers: item)
  }

  /// One test, since zsh takes long to set its completion up and then keeps it in a file.
  @Test(.enabled(if: path(of: .zsh) != nil))
  func `zsh`() throws {
    try scratch.write("ask.zsh", Self.askZsh.utf8)
    let more = [
      Case(line: "tokenize --tokenizer=c", offers: ["char"]),
      Case(line: "tokenize --metric bleu,c", offers: ["chrf", "chrf++"]),
    ]
    for item in Self.cases + more {
      expect(try run(.zsh, "-f", "ask.zsh", "sample \(item.line)"), offers: item)
    }
  }

  private func expect(_ result: ChildProcess.Result, offers item: Case) {
    let lines = result.text.split(whereSeparator: \.isNewline)
    let words = lines.map { String($0.prefix { $0 != "\t" }) }
    #expect(Set(words) == Set(item.offers), "after \(item): \(result.standardError)")
  }

  /// Types the line and a tab into a zsh of its own, whose `compadd` prints what it is given.
  private static let askZsh = #"""
    zmodload zsh/zpty
    zpty shell zsh -f -i
    zpty -w shell 'PS1= PS2= ; stty -echo; autoload -Uz compinit; compinit -C -d ./dump'
    zpty -w shell 'source script.zsh'
    zpty -w shell 'compadd() {
      if [[ ${@[(I)-[OAD]*]} -ne 0 ]]; then builtin compadd "$@"; return; fi
      local -a found; builtin compadd -O found "$@"
      local word; for word in $found; do print -r -- "<offer>$word<end>"; done
      builtin compadd "$@"
    }
    finish() { print "<finished>"; }
    comppostfuncs=(finish); bindkey "^I" complete-word; print "<rea""dy>"'
    zpty -r shell output $'*<ready>*'
    zpty -w -n shell "$1"$'\t'
    zpty -r shell output $'*<finished>*'
    for line in ${(f)output}; do
      [[ $line == *'<offer>'*'<end>'* ]] && print -r -- ${${line#*<offer>}%%<end>*}
    done
    zpty -d shell
    """#
}
