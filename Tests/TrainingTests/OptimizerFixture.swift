import Foundation
import TestSupport
import Testing
import Training

/// What PyTorch's and Keras' optimizers did.
struct OptimizerFixture: Decodable {
  struct Settings: Decodable {
    var momentum: Double?
    var rho: Double?
    var beta1: Double?
    var beta2: Double?
    var epsilon: Double?
  }

  struct Case: Decodable, CustomTestStringConvertible {
    var method: String
    var settings: Settings
    var weights: [[Float]]  // after each update

    var testDescription: String { "\(optimizerMethod)" }

    var optimizerMethod: Optimizer.Method {
      switch method {
      case "sgd":
        .sgd(momentum: settings.momentum ?? 0)
      case "rmsprop":
        .rmsprop(rho: settings.rho ?? 0.9, epsilon: settings.epsilon ?? 1e-7)
      default:
        .adam(
          beta1: settings.beta1 ?? 0.9, beta2: settings.beta2 ?? 0.999,
          epsilon: settings.epsilon ?? 1e-8)
      }
    }
  }

  struct Clipping: Decodable {
    var gradients: [Float]
    var limit: Double
    var norm: Double
    var clipped: [Float]
  }

  var rates: [Double]
  var weights: [Float]
  var gradients: [[Float]]  // of each update
  var cases: [Case]
  var clippings: [Clipping]

  static func read() throws -> OptimizerFixture {
    let data = try Data(contentsOf: Fixture.url("optimizers.json"))
    return try JSONDecoder().decode(OptimizerFixture.self, from: data)
  }
}
