import Testing

@testable import CommandLineInterface

@Suite("The reference page")
struct ReferencePageTests {
  @Test(arguments: [
    "- [`sample corpus check`](#sample-corpus-check): see what is wrong: it's [here]\n",
    "\n## sample corpus check\n\nSee what is wrong: it's [here].\n",
    "\n```sh\nsample corpus check --output DIR [OPTION …] SOURCE TARGET\n```\n",
    "\n| Speed | |\n|---|---|\n| `--threads N` | work on N threads (1 to 1024; default 2) |\n",
    "\n| `--tokenizer icu\\|space\\|char` | how words are found (default icu) |\n",
    "\n```sh\nsample tokenize < a > b\n```\n\n→ from a to b\n",
    "\n```\n  kept as it stands\n```\n",
  ])
  func `holds`(_ part: String) {
    let page = Sample.run(["help", "--markdown"]).output
    #expect(page.contains(part), "\(page)")
  }

  @Test
  func `Every command that does something has one section`() {
    let page = Sample.run(["help", "--markdown"]).output
    let headings = page.split(separator: "\n").filter { $0.hasPrefix("## ") }
    #expect(
      headings == [
        "## sample tokenize", "## sample run", "## sample corpus check", "## sample corpus clean",
        "## sample completion", "## sample help",
      ])
  }
}
