/// What the rule that ended a segment says of it, as ICU reports it.
enum WordRule {
  static let number: Int32 = 100
  static let letters: Int32 = 200
  static let ideographs: Int32 = 400
  static let address: Int32 = 500  // ours: an address or a name, whole

  /// Punctuation, symbols and emoji have 0.
  static func isWord(_ rule: Int32) -> Bool { rule >= number }
}

/// The word rules in ICU's rule language: those of UAX #29 as ICU 72 ships them
/// (`RuleBasedBreakIterator::getRules`), with what is ours after them.
///
/// The text they run over holds no white space, so ICU's rules for it are not here. `@` is no letter
/// as it is in ICU's; addresses have rules of their own, which begin with `^` so that nothing is
/// chained into them. They name few sets of characters: each one more splits the others, and time
/// to compile goes with that (6 ms; with letters spelled out, as in `http`, it was 23).
package let wordRules = unicodeWordRules + addressRules

private let addressRules = #"""
  $Plain = [$ALetterPlus $Numeric];
  $Label = $Plain+ ('-'+ $Plain+)*;
  $Inside = [[$Plain \u0021-\u007E] - ["<>\\\^`\{|\}]];
  $Last = [$Inside - [.,;\:!?'\u0022()\[\]]];

  # Electronic mail, names, and what a browser opens (with :// or with a / after the host): a dot or
  # a bracket at the end is not part of it.
  ^$Plain ($Plain | [._%+\-])* '@' $Label ('.' $Label)+ {500};
  ^'@' [$Plain _]+ {500};
  ^$ALetterPlus+ '://' $Inside* $Last {500};
  ^$ALetterPlus+ '://' $Inside* '(' [$Inside - [()]]* ')' {500};
  ^'www' ('.' $Label)+ {500};
  ^$ALetterPlus $Plain* ('-'+ $Plain+)* ('.' $Label)+ '/' $Inside* $Last {500};

  # Single letters with dots (U.S., p.m., z.B.), and dots that stand for something left out.
  ^$ALetterPlus '.' ($ALetterPlus '.')+ {200};
  ^'.' '.'+ {0};

  """#

private let unicodeWordRules = #"""
  !!chain;
  !!quoted_literals_only;

  $Han = [:Han:];
  $Extend = [\p{Word_Break = Extend} - $Han];
  $ZWJ = [\p{Word_Break = ZWJ}];
  $Regional_Indicator = [\p{Word_Break = Regional_Indicator}];
  $Format = [\p{Word_Break = Format}];
  $Katakana = [\p{Word_Break = Katakana}];
  $Hebrew_Letter = [\p{Word_Break = Hebrew_Letter}];
  $ALetter = [\p{Word_Break = ALetter}];
  $Single_Quote = [\p{Word_Break = Single_Quote}];
  $Double_Quote = [\p{Word_Break = Double_Quote}];
  $MidNumLet = [\p{Word_Break = MidNumLet}];
  $MidLetter = [\p{Word_Break = MidLetter} - [\: \uFE55 \uFF1A]];
  $MidNum = [\p{Word_Break = MidNum}];
  $Numeric = [\p{Word_Break = Numeric}];
  $ExtendNumLet = [\p{Word_Break = ExtendNumLet}];
  $Extended_Pict = [\p{Extended_Pictographic}];
  $Hiragana = [:Hiragana:];
  $Ideographic = [\p{Ideographic}];
  $Control = [\p{Grapheme_Cluster_Break = Control}];
  $HangulSyllable = [\uac00-\ud7a3];
  $ComplexContext = [:LineBreak = Complex_Context:];

  # What the dictionaries break: Chinese, Japanese, Korean, and Thai, Lao, Khmer, Burmese.
  $KanaKanji = [$Han $Hiragana $Katakana];
  $dictionaryCJK = [$KanaKanji $HangulSyllable];
  $dictionary = [$ComplexContext $dictionaryCJK];
  $ALetterPlus = [$ALetter - $dictionaryCJK [$ComplexContext - $Extend - $Control]];

  $ZWJ $Extended_Pict;
  $ExFm = [$Extend $Format $ZWJ];
  ^$ExFm+;
  [^$ExFm] $ExFm*;

  $Numeric $ExFm* {100};
  $ALetterPlus $ExFm* {200};
  $HangulSyllable {200};
  $Hebrew_Letter $ExFm* {200};
  $Katakana $ExFm* {400};
  $Hiragana $ExFm* {400};
  $Ideographic $ExFm* {400};

  ($ALetterPlus | $Hebrew_Letter) $ExFm* ($ALetterPlus | $Hebrew_Letter);
  ($ALetterPlus | $Hebrew_Letter) $ExFm* ($MidLetter | $MidNumLet | $Single_Quote) $ExFm*
    ($ALetterPlus | $Hebrew_Letter) {200};
  $Hebrew_Letter $ExFm* $Single_Quote {200};
  $Hebrew_Letter $ExFm* $Double_Quote $ExFm* $Hebrew_Letter;
  $Numeric $ExFm* $Numeric;
  ($ALetterPlus | $Hebrew_Letter) $ExFm* $Numeric;
  $Numeric $ExFm* ($ALetterPlus | $Hebrew_Letter);
  $Numeric $ExFm* ($MidNum | $MidNumLet | $Single_Quote) $ExFm* $Numeric;
  $Katakana $ExFm* $Katakana {400};
  $ALetterPlus $ExFm* $ExtendNumLet {200};
  $Hebrew_Letter $ExFm* $ExtendNumLet {200};
  $Numeric $ExFm* $ExtendNumLet {100};
  $Katakana $ExFm* $ExtendNumLet {400};
  $ExtendNumLet $ExFm* $ExtendNumLet {200};
  $ExtendNumLet $ExFm* $ALetterPlus {200};
  $ExtendNumLet $ExFm* $Hebrew_Letter {200};
  $ExtendNumLet $ExFm* $Numeric {100};
  $ExtendNumLet $ExFm* $Katakana {400};
  ^$Regional_Indicator $ExFm* $Regional_Indicator;
  $HangulSyllable $HangulSyllable {200};
  $KanaKanji $KanaKanji {400};
  .;

  """#
