/// A binary heap with the greatest element first, in an order that each call is told.
struct Heap<Element> {
  private var elements: [Element] = []

  var first: Element? { elements.first }

  mutating func removeAll() { elements.removeAll(keepingCapacity: true) }

  mutating func insert(_ element: Element, _ isLess: (Element, Element) -> Bool) {
    elements.append(element)
    var index = elements.count - 1
    while index > 0, isLess(elements[(index - 1) / 2], elements[index]) {
      elements.swapAt(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
  }

  /// Puts another element in the place of the first.
  mutating func replaceFirst(with element: Element, _ isLess: (Element, Element) -> Bool) {
    elements[0] = element
    sink(isLess)
  }

  mutating func removeFirst(_ isLess: (Element, Element) -> Bool) {
    elements.swapAt(0, elements.count - 1)
    elements.removeLast()
    sink(isLess)
  }

  private mutating func sink(_ isLess: (Element, Element) -> Bool) {
    var index = 0
    while 2 * index + 1 < elements.count {
      var child = 2 * index + 1
      if child + 1 < elements.count, isLess(elements[child], elements[child + 1]) { child += 1 }
      guard isLess(elements[index], elements[child]) else { return }
      elements.swapAt(index, child)
      index = child
    }
  }
}
