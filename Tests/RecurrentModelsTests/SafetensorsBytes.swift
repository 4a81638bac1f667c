/// A safetensors file byte by byte, sound or not.
struct SafetensorsBytes {
  var length: UInt64?  // what the file says of its header, where that is a lie
  var header: [UInt8]
  var data: [UInt8]

  init(_ header: String, data count: Int = 0, length: UInt64? = nil) {
    self.init(Array(header.utf8), data: (0..<count).map { UInt8(truncatingIfNeeded: $0) })
    self.length = length
  }

  init(_ header: [UInt8], data: [UInt8] = []) { (self.header, self.data) = (header, data) }

  var bytes: [UInt8] {
    let length = self.length ?? UInt64(header.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + header + data
  }
}

/// A tensor's line in a header.
func tensor(_ name: String, _ type: String, _ shape: String, _ offsets: String) -> String {
  #""\#(name)":{"dtype":"\#(type)","shape":[\#(shape)],"data_offsets":[\#(offsets)]}"#
}
