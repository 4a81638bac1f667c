// Trains a translator with a progress bar:
//   swift run TrainWithProgress TRAIN_SOURCE TRAIN_TARGET OUTPUT_FOLDER UPDATES
import Foundation
import TranslateKit

let arguments = CommandLine.arguments.dropFirst()
guard arguments.count == 4, let updates = Int(arguments[4]), updates > 0 else {
  fail("usage: TrainWithProgress TRAIN_SOURCE TRAIN_TARGET OUTPUT_FOLDER UPDATES")
}
var training = TranslatorTraining(
  corpus: .init(
    source: URL(fileURLWithPath: arguments[1]), target: URL(fileURLWithPath: arguments[2])),
  output: URL(fileURLWithPath: arguments[3]))
(training.units, training.merges, training.updates) = (64, 1000, updates)

do {
  let model = try training.run { progress in
    let done = Int(40 * (progress.fraction ?? 0))
    let bar = String(repeating: "#", count: done) + String(repeating: ".", count: 40 - done)
    let loss = String(format: "%.3f", progress.crossEntropy)
    show("\r\(bar) update \(progress.update), cross-entropy \(loss)")
  }
  show("\n")
  print(model.path)
} catch {
  fail(error.localizedDescription)
}

func show(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

func fail(_ message: String) -> Never {
  show("\(message)\n")
  exit(1)
}
