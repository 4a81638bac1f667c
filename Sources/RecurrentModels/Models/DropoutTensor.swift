/// The numbers of a translation model's dropouts, each of which has random numbers of its own.
enum DropoutTensor {
  static let sourceWords = 0
  static let sourceVectors = 1
  static let targetWords = 2
  static let targetVectors = 3
  static let output = 4
  static let encoderLayers = 1 << 10
  static let decoderLayers = 1 << 11
}
