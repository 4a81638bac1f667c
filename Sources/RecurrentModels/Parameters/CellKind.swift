/// The recurrent cells, under the names that `--cell` has for them.
public enum CellKind: String, CaseIterable, Sendable {
  case lstm, gru, rnn

  /// How many rows of a weight matrix belong to a unit: LSTM i, f, g, o; GRU r, z, n, in this order.
  public var gateCount: Int {
    switch self {
    case .lstm: 4
    case .gru: 3
    case .rnn: 1
    }
  }

  /// GRU has two, since its reset gate stands between the recurrent product and the input's.
  public var biasNames: [String] { self == .gru ? ["bias_ih", "bias_hh"] : ["bias"] }

  /// What a summary calls it, which is Keras' name.
  public var layerKind: String {
    switch self {
    case .lstm: "LSTM"
    case .gru: "GRU"
    case .rnn: "SimpleRNN"
    }
  }
}
