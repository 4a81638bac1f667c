/// `1 line`, `2 lines`, `1000 lines`. The plural is that of most nouns unless another is given.
package func counted(_ count: Int, _ noun: String, plural: String? = nil) -> String {
  "\(count) \(count == 1 ? noun : plural ?? noun + "s")"
}
