import Files
import Glibc

/// A file's bytes as memory, each page read from the disk when it is first touched.
///
/// The file may be renamed or removed meanwhile. One that is cut short in its place ends the program
/// when a lost page is touched, which is why models are replaced by renaming.
final class MappedFile: @unchecked Sendable {  // nobody writes to the memory
  let bytes: UnsafeRawBufferPointer

  init(path: String) throws {
    // Not to wait for the other end of a pipe, which is then refused.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw errno == ENOENT
        ? FileError.missing(path: path) : FileError.notReadable(path: path, code: errno)
    }
    defer { close(descriptor) }
    var facts = stat()
    guard fstat(descriptor, &facts) == 0 else {
      throw FileError.notReadable(path: path, code: errno)
    }
    guard facts.st_mode & S_IFMT == S_IFREG else { throw SafetensorsError.notRegular(path: path) }
    guard facts.st_size > 0 else {  // which cannot be mapped
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    let memory = mmap(nil, facts.st_size, PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard memory != MAP_FAILED else { throw FileError.notReadable(path: path, code: errno) }
    bytes = UnsafeRawBufferPointer(start: memory, count: facts.st_size)
  }

  deinit {
    if let start = bytes.baseAddress {
      munmap(UnsafeMutableRawPointer(mutating: start), bytes.count)
    }
  }
}
