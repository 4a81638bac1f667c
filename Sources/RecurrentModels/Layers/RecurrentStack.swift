import Kernels

/// Recurrent layers one above another, each in one direction or in both.
///
/// What a layer gives to the next is its outputs, brought to one scale where it is normalized, with
/// its inputs added where it is residual, and with some left out in training. Of two directions each
/// has half the units, and their outputs and states stand side by side, forward first.
package struct RecurrentStack: Sendable {
  package struct Options: Equatable, Sendable {
    package enum Directions: Equatable, Sendable {
      /// Forward, and with no word of it in the tensors' names, as in a decoder.
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
    let cells: [RecurrentLayer]  // forward, and backward where there is such
    let normalization: Normalization?
    let isResidual: Bool
    let dropout: DropoutLayer  // of its inputs
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
    layers = (0..<options.depth).map { depth in
      let place = "\(name).layers.\(depth)"
      let inputs = depth == 0 ? options.inputs : options.units
      let cells: [RecurrentLayer] =
        switch options.directions {
        case .forwardUnnamed:
          [RecurrentLayer(options.kind, place, inputs: inputs, units: options.units, in: &layout)]
        case .forward, .both:
          (options.directions == .both ? ["forward", "backward"] : ["forward"]).map { direction in
            RecurrentLayer(
              options.kind, "\(place).\(direction)", inputs: inputs,
              units: options.directions == .both ? options.units / 2 : options.units, in: &layout)
          }
        }
      return Layer(
        cells: cells,
        normalization: options.isNormalized
          ? Normalization(place, units: options.units, in: &layout) : nil,
        isResidual: options.isResidual && depth > 0,
        dropout: DropoutLayer(
          probability: depth > 0 ? options.dropout : 0,
          isVariational: options.isDropoutVariational, tensor: dropoutTensor + depth))
    }
  }

  package var depth: Int { layers.count }

  /// The layers' weights as products like them.
  package struct Packed: Sendable {
    let layers: [[PackedCell]]

    package init(
      _ stack: RecurrentStack, in packing: inout Packing
    ) throws(MatrixProductError) {
      var layers: [[PackedCell]] = []
      for layer in stack.layers {
        var cells: [PackedCell] = []
        for cell in layer.cells { cells.append(try PackedCell(cell, in: &packing)) }
        layers.append(cells)
      }
      self.layers = layers
    }
  }
}
