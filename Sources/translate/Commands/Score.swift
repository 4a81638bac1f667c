import CommandLineInterface

enum Score {
  static let command = Command(
    "score", summary: "score a translation against references: BLEU, chrF and TER",
    discussion: """
      Scores HYPOTHESIS (or standard input) as sacreBLEU does, with its signatures. The files are \
      plain text, not tokenized, and have the same number of lines.

      With --bootstrap and --baseline, p is the p-value of paired bootstrap resampling: how probable \
      so large a difference from the baseline would be by chance alone.
      """,
    operands: [.file("HYPOTHESIS", optional: true)],
    options: ScoringOptions.all + [TextOptions.threads],
    sections: ScoringOptions.sections,
    examples: [
      Example("translate score --reference test.fr translated.fr"),
      Example("translate score --reference test.fr --metric chrf++ --sentence < translated.fr"),
      Example(
        "translate score --reference test.fr --bootstrap 1000 --baseline old.fr new.fr",
        "whether new.fr is significantly better than old.fr"),
    ],
    run: run)

  static func run(_ arguments: Arguments) throws {
    try ScoringOptions.check(
      arguments, example: "translate score --reference test.fr translated.fr")
    TextOptions.announceTerminal(arguments.operands.first ?? "-", arguments)
    let texts = try ScoredTexts(
      hypothesis: arguments.operands.first ?? "-",
      references: arguments[ScoringOptions.references],
      baseline: arguments[BootstrapFlags.baseline])
    try ScoringOptions.printScores(of: texts, arguments)
  }
}
