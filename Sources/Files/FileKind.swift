/// What a file that is not a model is instead, by its first bytes.
package enum FileKind: CaseIterable, Sendable {
  case empty
  case text
  case gzip
  /// Neither of the archives below.
  case zip
  /// What `torch.save` writes.
  case pyTorch
  /// A zip archive of arrays, such as a model of Marian.
  case npz
  case npy
  /// What Keras 3 saves.
  case keras
  /// What older versions of Keras save.
  case hdf5
  /// What old versions of PyTorch save.
  case pickle

  /// As many bytes of a file are enough to know its kind.
  package static let prefixSize = 4096

  private static let signatures: [(kind: FileKind, bytes: [UInt8])] = [
    (.gzip, [0x1F, 0x8B]),
    (.zip, Array("PK\u{3}\u{4}".utf8)),
    (.npy, [0x93] + Array("NUMPY".utf8)),
    (.hdf5, [0x89] + Array("HDF\r\n\u{1A}\n".utf8)),
    (.pickle, [0x80, 0x02]), (.pickle, [0x80, 0x03]), (.pickle, [0x80, 0x04]),
    (.pickle, [0x80, 0x05]),
  ]

  /// Nil where the first bytes, up to `prefixSize` of them, are of none of these kinds.
  package init?(start: [UInt8]) {
    let kind = Self.signatures.first { start.starts(with: $0.bytes) }?.kind
    switch kind {
    case .zip: self = Self.archive(start)
    case .some(let kind): self = kind
    case nil where start.isEmpty: self = .empty
    case nil where Self.isText(start): self = .text
    case nil: return nil
    }
  }

  /// The kind of a zip archive, by the name of the first file in it.
  private static func archive(_ start: [UInt8]) -> FileKind {
    guard start.count > 30 else { return .zip }
    let length = Int(start[26]) | Int(start[27]) << 8
    let name = String(decoding: start[30...].prefix(length), as: UTF8.self)
    if name.hasSuffix("/data.pkl") { return .pyTorch }
    if name.hasSuffix(".npy") { return .npz }
    return name == "metadata.json" || name == "config.json" ? .keras : .zip
  }

  /// Whether there are no control characters but those of text, in UTF-8 or an older encoding of a
  /// Latin script.
  private static func isText(_ start: [UInt8]) -> Bool {
    let isControl = start.contains { $0 < 0x20 && !(0x09...0x0D).contains($0) && $0 != 0x1B }
    if isControl { return false }
    if start.count(where: { $0 < 0x80 }) > start.count / 2 { return true }
    // The last character may be cut off.
    return firstInvalidByte(start.span).map { $0 > start.count - 4 } ?? true
  }
}
