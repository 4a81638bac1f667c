import Evaluation
import Foundation
import TestSupport
import Testing

/// What sacreBLEU made of a corpus.
struct ScoreFixture: Decodable, CustomTestStringConvertible {
  struct BLEUCase: Decodable {
    var tokenize: String
    var smoothMethod: String
    var smoothValue: Double?
    var lowercase: Bool
    var score: Double
    var counts: [Double]
    var totals: [Double]
    var precisions: [Double]
    var bp: Double
    var sysLen: Int
    var refLen: Int
    var signature: String
  }

  struct ChrFCase: Decodable {
    struct Arguments: Decodable {
      var wordOrder: Int?
      var beta: Int?
      var lowercase: Bool?
      var whitespace: Bool?
      var epsSmoothing: Bool?
    }
    var args: Arguments
    var score: Double
    var signature: String
  }

  struct TERCase: Decodable {
    struct Arguments: Decodable {
      var normalized: Bool?
      var noPunct: Bool?
      var asianSupport: Bool?
      var caseSensitive: Bool?
    }
    var args: Arguments
    var score: Double
    var numEdits: Double
    var refLength: Double
    var signature: String
  }

  /// Of one line.
  struct LineCase: Decodable {
    var bleu: Double
    var chrF2: Double
    var chrF2PlusPlus: Double
    var ter: Double

    enum CodingKeys: String, CodingKey {
      case bleu, chrF2, ter
      case chrF2PlusPlus = "chrF2++"
    }
  }

  var name: String
  var hyps: [String]
  var refs: [[String]]  // [reference, line]
  var bleu: [BLEUCase]
  var chrf: [ChrFCase]
  var ter: [TERCase]
  var sentence: [LineCase]

  var testDescription: String { name }
  var hypothesis: [[UInt8]] { hyps.map { Array($0.utf8) } }
  var references: [[[UInt8]]] { refs.map { $0.map { Array($0.utf8) } } }

  private struct File: Decodable { var corpora: [ScoreFixture] }

  static func all(_ name: String) throws -> [ScoreFixture] {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(File.self, from: Data(contentsOf: Fixture.url(name))).corpora
  }
}

extension ScoreFixture.BLEUCase {
  var options: BLEU.Options {
    var options = BLEU.Options()
    options.tokenizer = BLEU.Tokenizer(rawValue: tokenize)!
    options.lowercases = lowercase
    options.smoothing =
      switch smoothMethod {
      case "floor": .floor(smoothValue ?? 0.1)
      case "add-k": .addK(smoothValue ?? 1)
      case "none": .none
      default: .exponential
      }
    return options
  }
}

extension ScoreFixture.ChrFCase {
  var options: ChrF.Options {
    var options = ChrF.Options()
    options.wordOrder = args.wordOrder ?? 0
    options.beta = args.beta ?? 2
    options.lowercases = args.lowercase ?? false
    options.keepsWhiteSpace = args.whitespace ?? false
    options.usesEpsilon = args.epsSmoothing ?? false
    return options
  }
}

extension ScoreFixture.TERCase {
  var options: TER.Options {
    var options = TER.Options()
    options.normalizes = args.normalized ?? false
    options.keepsPunctuation = !(args.noPunct ?? false)
    options.supportsAsian = args.asianSupport ?? false
    options.lowercases = !(args.caseSensitive ?? false)
    return options
  }
}
