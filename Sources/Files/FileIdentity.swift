import Glibc

/// A file, whatever path leads to it: two paths to one file have equal identities.
///
/// Terminals and devices have none, since nothing is lost where two outputs share one.
private enum FileIdentity: Hashable {
  case existing(device: UInt, inode: UInt)
  case named(String)

  /// `standardStream` is the descriptor that `-` means.
  init?(_ path: String, standardStream: Int32) {
    var facts = stat()
    let isFound = path == "-" ? fstat(standardStream, &facts) : stat(path, &facts)
    if isFound != 0 {
      self = .named(resolvedPath(path))
    } else if facts.isRegular || facts.isPipe {
      self = .existing(device: facts.st_dev, inode: facts.st_ino)
    } else {
      return nil
    }
  }
}

/// Refuses outputs that would replace a file that is read, two outputs to one file, and two inputs
/// from standard input.
public func checkOutputs(_ outputs: [String], besides inputs: [String]) throws(FileError) {
  let read = Set(inputs.compactMap { FileIdentity($0, standardStream: STDIN_FILENO) })
  if inputs.count(where: isStandardInput) > 1 { throw .readTwice(path: "-") }
  var written: Set<FileIdentity> = []
  for output in outputs {
    guard let file = FileIdentity(output, standardStream: STDOUT_FILENO) else { continue }
    if read.contains(file) { throw .readAndWritten(path: output) }
    if !written.insert(file).inserted { throw .writtenTwice(path: output) }
  }
}

/// Whether a path is `-`, `/dev/stdin` or another name of standard input.
public func isStandardInput(_ path: String) -> Bool {
  path == "-" || openDescriptor(at: path) == STDIN_FILENO
}

/// The descriptor that is meant by a path such as `/dev/stdout` or `/dev/fd/63`, or by a link to it.
func openDescriptor(at path: String, links: Int = 8) -> Int32? {
  for folder in ["/dev/fd/", "/proc/self/fd/"] where path.hasPrefix(folder) {
    return Int32(path.dropFirst(folder.count))
  }
  guard links > 0, let next = linkDestination(of: path) else { return nil }
  return openDescriptor(at: next, links: links - 1)
}

/// The one path that a file has, whether it exists already or not.
func resolvedPath(_ path: String, links: Int = 8) -> String {
  if let real = realPath(path) { return real }
  if links > 0, let next = linkDestination(of: path) {
    return resolvedPath(next, links: links - 1)
  }
  let end = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
  guard let folder = realPath(end == path.startIndex ? "." : String(path[..<end])) else {
    return path
  }
  return "\(folder)/\(path[end...])"
}

/// Where a symbolic link leads, or nil where the path is not one.
private func linkDestination(of path: String) -> String? {
  var room = [UInt8](repeating: 0, count: Int(PATH_MAX))
  let capacity = room.count
  let length = room.withUnsafeMutableBufferPointer { bytes in
    bytes.withMemoryRebound(to: CChar.self) { readlink(path, $0.baseAddress!, capacity) }
  }
  guard length > 0 else { return nil }
  let next = String(decoding: room[..<length], as: UTF8.self)
  let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
  return next.hasPrefix("/") ? next : folder + next
}

private func realPath(_ path: String) -> String? {
  guard let real = realpath(path, nil) else { return nil }
  defer { free(real) }
  return String(cString: real)
}
