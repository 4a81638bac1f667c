/// A text's bytes, by which texts are compared: `String` calls NFC and NFD spellings equal.
public func utf8(_ text: String) -> [UInt8] { Array(text.utf8) }
