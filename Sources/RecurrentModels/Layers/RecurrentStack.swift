import Kernels

/// Recurrent layers one above another, each in one direction or in both. What a layer gives to the
/// next is its outputs, normalized where the stack is, with its inputs added where it is residual,
/// and with some left out in training. Of two directions each has half the units, and their outputs
/// and states stand side by side, forward first.
package struct RecurrentStack: Sendable {
  package struct Options: Equatable, Sendable {
    package enum Directions: Equatable, Sendable {
      /// Forward, and without the word in the tensors' names, as in a decoder.
      case forwardUnnamed
      case forward
      case both
    }

    package var kind: CellKind
    package var inputs: Int
    package var units: Int
    package var depth = 1
    package var directions = Directions.forward
    /// From the second layer on.
    package var isResidual = false
    package var isNormalized = false
    /// Between the layers.
    package var dropout: Float = 0
    package var isDropoutVariational = false

    package init(_ kind: CellKind, inputs: Int, units: Int) {
      self.kind = kind
      self.inputs = inputs
      self.units = units
    }
  }

  struct Layer: Sendable {
    let cells: [RecurrentLayer]  // forward, and backward where there are both
    let normalization: LayerNormalization?
    let isResidual: Bool
    let dropout: Dropout  // of its inputs
  }

  package let options: Options
  let layers: [Layer]

  /// - Parameter dropoutTensor: the number of the first of its dropouts, of which it has `depth`.
  package init(
    _ name: String, _ options: Options, dropoutTensor: Int = 0, in layout: inout ParameterLayout
  ) {
    precondition(options.depth > 0 && options.inputs > 0 && options.units > 0, "a size above zero")
    precondition(options.directions != .both || options.units.isMultiple(of: 2), "two halves")
    self.options = options
    let suffixes =
      switch options.directions {
      case .forwardUnnamed: [""]
      case .forward: [".forward"]
      case .both: [".forward", ".backward"]
      }
    layers = (0..<options.depth).map { depth in
      let place = "\(name).layers.\(depth)"
      return Layer(
        cells: suffixes.map {
          RecurrentLayer(
            options.kind, place + $0, inputs: depth == 0 ? options.inputs : options.units,
            units: options.units / suffixes.count, in: &layout)
        },
        normalization: options.isNormalized
          ? LayerNormalization(place, units: options.units, in: &layout) : nil,
        isResidual: options.isResidual && depth > 0,
        dropout: Dropout(
          probability: depth > 0 ? options.dropout : 0,
          isVariational: options.isDropoutVariational, tensor: dropoutTensor + depth))
    }
  }

  package var depth: Int { layers.count }
  package var directionCount: Int { layers[0].cells.count }

  /// The weight matrices, for `PackedParameters`.
  package var matrices: [ParameterLayout.Tensor] { layers.flatMap { $0.cells.flatMap(\.matrices) } }

  package func initialize(_ initialization: Initialization, forgetBias: ForgetBias? = nil) {
    for layer in layers {
      for cell in layer.cells { cell.initialize(initialization, forgetBias: forgetBias) }
      layer.normalization?.initialize(initialization)
    }
  }

  // MARK: Tape

  /// What a pass forward leaves behind for the pass backward.
  package struct Tape: BitwiseCopyable {
    package let shape: SequenceBatch
    let layers: UnsafeMutableBufferPointer<LayerTape>

    /// The outputs of the last layer, [steps · batch, units].
    package var outputs: Matrix { layers[layers.count - 1].outputs }

    /// What a layer begins with in each of its directions, for the caller to write.
    package func firstStates(layer: Int, direction: Int = 0) -> RecurrentState {
      layers[layer].cells[direction].firstStates
    }

    package func lastStates(layer: Int, direction: Int = 0) -> RecurrentState {
      layers[layer].cells[direction].lastStates
    }
  }

  struct LayerTape: BitwiseCopyable {
    let input: LayerInput  // less what was dropped
    let states: StateMatrix
    let cells: PerDirection<CellTape>
    let normalization: LayerNormalization.Tape?
    let outputs: Matrix  // [steps · batch, units]
  }

  /// Room for a pass over the inputs that begins with what the caller writes to `firstStates`.
  package func tape(for input: LayerInput, _ shape: SequenceBatch, _ pass: Pass) -> Tape {
    let tapes = pass.workspace.buffer(depth, of: LayerTape.self)
    var input = input
    for (index, layer) in layers.enumerated() {
      if layer.dropout.isActive(pass.dropout) {
        input = LayerInput(pass.workspace.matrix(rows: input.x.rows, columns: input.x.columns))
      }
      tapes[index] = tape(layer, for: input, shape, in: pass.workspace)
      input = LayerInput(tapes[index].outputs)
    }
    return Tape(shape: shape, layers: tapes)
  }

  private func tape(
    _ layer: Layer, for input: LayerInput, _ shape: SequenceBatch, in workspace: Workspace
  ) -> LayerTape {
    let states = StateMatrix(shape, self, in: workspace)
    let cells = PerDirection(layer.cells) { cell, direction in
      cell.tape(
        for: input, shape.reading(direction == 0 ? .forward : .backward), h: states[direction],
        in: workspace)
    }
    let normalized = layer.normalization?.tape(for: states.outputs, in: workspace)
    return LayerTape(
      input: input, states: states, cells: cells, normalization: normalized,
      outputs: normalized?.y
        ?? (layer.isResidual
          ? workspace.matrix(rows: shape.rows, columns: options.units) : states.outputs))
  }

  /// Begins every layer with zeros.
  package func clearFirstStates(_ tape: Tape) {
    for layer in 0..<depth {
      for direction in 0..<directionCount {
        tape.firstStates(layer: layer, direction: direction).fill(with: 0)
      }
    }
  }

  // MARK: Forward

  /// All steps, or, where there is one direction, some whose states before are on the tape.
  package func forward(_ tape: Tape, steps: Range<Int>? = nil, _ pass: Pass) {
    precondition(steps == nil || directionCount == 1, "two directions have no common order")
    let steps = steps ?? 0..<tape.shape.steps
    let rows = tape.shape.rows(of: steps)
    for (index, layer) in layers.enumerated() {
      let part = tape.layers[index]
      if index > 0 {
        layer.dropout.apply(
          to: tape.layers[index - 1].outputs, into: part.input.x, tape.shape, steps: steps,
          pass.dropout)
      }
      for (direction, cell) in layer.cells.enumerated() {
        cell.forward(part.cells[direction], steps: steps, pass)
      }
      if let normalized = part.normalization {
        layer.normalization?.forward(normalized, rows: rows, pass)
      } else if layer.isResidual {
        part.outputs.rows(rows).copy(part.states.outputs.rows(rows))
      }
      if layer.isResidual { part.outputs.rows(rows).add(part.input.x.rows(rows)) }
    }
  }

  // MARK: Gradients

  /// The gradients of a stack's outputs and states, and where they are added up.
  package struct Gradients: BitwiseCopyable {
    let tape: Tape
    let layers: UnsafeMutableBufferPointer<LayerGradients>

    /// Of the last layer's outputs, [steps · batch, units]: what comes from above is added here.
    package var outputs: Matrix { layers[layers.count - 1].outputs }

    /// Of what a layer ended with: to be added to before the pass backward.
    package func lastStates(layer: Int, direction: Int = 0) -> RecurrentState {
      states(layer, direction) { $0.lastStates }
    }

    /// Of what a layer began with, after the pass backward.
    package func firstStates(layer: Int, direction: Int = 0) -> RecurrentState {
      states(layer, direction) { $0.firstStates }
    }

    private func states(
      _ layer: Int, _ direction: Int, _ rows: (SequenceBatch) -> Range<Int>
    ) -> RecurrentState {
      RecurrentState(
        h: layers[layer].states[direction]
          .rows(rows(tape.layers[layer].cells[direction].shape)),
        c: layers[layer].c[direction])
    }
  }

  struct LayerGradients: BitwiseCopyable {
    let outputs: Matrix  // [steps · batch, units]
    let states: StateMatrix
    let c: PerDirection<Matrix>  // [batch, units]: of c after the steps, then before them
  }

  /// Gradients of zero, to which those from above are added before the pass backward.
  package func gradients(for tape: Tape, in workspace: Workspace) -> Gradients {
    let parts = workspace.buffer(depth, of: LayerGradients.self)
    for (index, layer) in layers.enumerated() {
      let states = StateMatrix(tape.shape, self, in: workspace)
      let outputs =
        layer.normalization != nil || layer.isResidual
        ? workspace.matrix(rows: tape.shape.rows, columns: options.units) : states.outputs
      let c = PerDirection(layer.cells) { cell, _ in
        let c = cell.state(rows: tape.shape.batch, in: workspace).c
        c.fill(with: 0)
        return c
      }
      states.all.fill(with: 0)
      outputs.fill(with: 0)
      parts[index] = LayerGradients(outputs: outputs, states: states, c: c)
    }
    return Gradients(tape: tape, layers: parts)
  }

  // MARK: Backward

  /// From the gradients of the outputs to those of the inputs, of the weights, and of what the states
  /// were before.
  ///
  /// The steps are all, or in parts the last ones first; when all parts are done, `addGradients` is
  /// due for the weights.
  ///
  /// - Parameter dx: of the shape of the inputs' x, written; nil where there is no use for it.
  package func backward(_ d: Gradients, steps: Range<Int>? = nil, dx: Matrix?, _ pass: Pass) {
    let (tape, workspace) = (d.tape, pass.workspace)
    let rows = tape.shape.rows(of: steps ?? 0..<tape.shape.steps)
    for (index, layer) in layers.enumerated().reversed() {
      let (part, dPart) = (tape.layers[index], d.layers[index])
      if let normalized = part.normalization, let normalization = layer.normalization {
        let mark = workspace.mark
        let dh = workspace.matrix(rows: tape.shape.rows, columns: options.units)
        normalization.backward(normalized, rows: rows, dy: dPart.outputs, dx: dh, pass)
        dPart.states.outputs.rows(rows).add(dh.rows(rows))
        workspace.release(to: mark)
      } else if layer.isResidual {
        dPart.states.outputs.rows(rows).add(dPart.outputs.rows(rows))
      }
      if index == 0 {
        backward(layer, part, dPart, steps, dx: dx, adding: false, pass)
      } else {
        backwardToLayerBelow(
          layer, part, dPart, steps, tape.shape, below: d.layers[index - 1].outputs, pass)
      }
    }
  }

  /// Adds dx of a layer, and what it passed by, to the gradient of the outputs below it.
  private func backwardToLayerBelow(
    _ layer: Layer, _ tape: LayerTape, _ d: LayerGradients, _ steps: Range<Int>?,
    _ shape: SequenceBatch, below: Matrix, _ pass: Pass
  ) {
    let rows = shape.rows(of: steps ?? 0..<shape.steps)
    guard layer.dropout.isActive(pass.dropout) else {
      backward(layer, tape, d, steps, dx: below, adding: true, pass)
      if layer.isResidual { below.rows(rows).add(d.outputs.rows(rows)) }
      return
    }
    let mark = pass.workspace.mark
    let dx = pass.workspace.matrix(rows: below.rows, columns: below.columns)
    backward(layer, tape, d, steps, dx: dx, adding: false, pass)
    if layer.isResidual { dx.rows(rows).add(d.outputs.rows(rows)) }
    layer.dropout.apply(to: dx, shape, steps: steps, pass.dropout)
    below.rows(rows).add(dx.rows(rows))
    pass.workspace.release(to: mark)
  }

  /// All directions of a layer; of two the rows of some steps differ, but then the steps are all.
  private func backward(
    _ layer: Layer, _ tape: LayerTape, _ d: LayerGradients, _ steps: Range<Int>?, dx: Matrix?,
    adding: Bool, _ pass: Pass
  ) {
    for (direction, cell) in layer.cells.enumerated() {
      let (dh, dc) = (d.states[direction], d.c[direction])
      let adding = adding || direction > 0
      if let steps {
        cell.backward(
          tape.cells[direction], steps: steps, dh: dh, dc: dc, dx: dx, adding: adding, pass)
      } else {
        cell.backward(tape.cells[direction], dh: dh, dc: dc, dx: dx, adding: adding, pass)
      }
    }
  }

  /// Adds the weights' gradients, once the steps have been gone through backward in parts.
  package func addGradients(_ tape: Tape, _ pass: Pass) {
    for (index, layer) in layers.enumerated() {
      for (direction, cell) in layer.cells.enumerated() {
        cell.addGradients(tape.layers[index].cells[direction], pass)
      }
    }
  }
}

/// Something of each direction of a layer, forward first.
struct PerDirection<Value: BitwiseCopyable>: BitwiseCopyable {
  private let forward: Value
  private let backward: Value?

  init(_ cells: [RecurrentLayer], _ make: (RecurrentLayer, _ direction: Int) -> Value) {
    forward = make(cells[0], 0)
    backward = cells.count > 1 ? make(cells[1], 1) : nil
  }

  subscript(direction: Int) -> Value { direction == 0 ? forward : backward! }
}

/// The states of all directions of a layer side by side: [(steps + directions) · batch, units]. The
/// blocks are the first states of the layer that reads forward, the steps, and the first states of
/// the one that reads backward: so the outputs of both lie in the same rows.
struct StateMatrix: BitwiseCopyable {
  let all: Matrix
  private let shape: SequenceBatch
  private let directions: Int

  init(_ shape: SequenceBatch, _ stack: RecurrentStack, in workspace: Workspace) {
    self.shape = shape
    directions = stack.directionCount
    all = workspace.matrix(
      rows: shape.rows + directions * shape.batch, columns: stack.options.units)
  }

  var outputs: Matrix { all.rows(shape.batch..<shape.batch + shape.rows) }

  /// As the layer of one direction has them, [(steps + 1) · batch, units of the direction].
  subscript(direction: Int) -> Matrix {
    let units = all.columns / directions
    let first = direction * shape.batch
    return all.rows(first..<first + shape.rows + shape.batch)
      .columns(direction * units..<(direction + 1) * units)
  }
}
