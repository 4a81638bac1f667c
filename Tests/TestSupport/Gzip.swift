import Foundation

/// What the gzip program makes of the bytes.
public func gzipped(_ bytes: [UInt8]) throws -> [UInt8] {
  let folder = try TemporaryFolder()
  let path = try folder.write("text", bytes)
  let gzip = Process()
  gzip.executableURL = URL(fileURLWithPath: "/bin/gzip")
  gzip.arguments = [path]
  try gzip.run()
  gzip.waitUntilExit()
  return try folder.bytes("text.gz")
}
