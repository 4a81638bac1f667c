/// How attention finds out how well a decoder's state fits an encoder's output, under the names that
/// `--attention` has for them.
public enum AttentionKind: String, CaseIterable, Sendable {
  case dot, general, additive
}
