import Testing
import Training

@Suite struct ScheduleTests {
  struct Case: CustomTestStringConvertible {
    var name: String
    var schedule: Schedule
    /// (update, epoch, rate)
    var rates: [(update: Int, epoch: Int, rate: Double)]
    var testDescription: String { name }

    init(
      _ name: String, _ rates: [(Int, Int, Double)], of change: (inout Schedule) -> Void = { _ in }
    ) {
      self.name = name
      self.rates = rates
      schedule = Schedule(learningRate: 0.5)
      change(&schedule)
    }
  }

  static let cases: [Case] = [
    Case("constant", [(1, 1, 0.5), (1000, 7, 0.5)]),
    Case("linear warm-up", [(1, 1, 0.125), (2, 1, 0.25), (3, 1, 0.375), (4, 1, 0.5), (5, 1, 0.5)]) {
      $0.warmup = 4
    },
    Case("warm-up of one update", [(1, 1, 0.5), (2, 1, 0.5)]) { $0.warmup = 1 },
    Case("inverse square root", [(1, 1, 0.5), (4, 1, 0.5), (16, 1, 0.25), (64, 1, 0.125)]) {
      $0.inverseSquareRoot = InverseSquareRoot(scale: 4)
    },
    Case(
      "inverse square root from a later start",
      [(4, 1, 0.5), (100, 1, 0.5), (112, 1, 0.25), (160, 1, 0.125)]
    ) {
      $0.inverseSquareRoot = InverseSquareRoot(scale: 4, start: 100)
    },
    Case("warm-up and inverse square root", [(1, 1, 0.125), (4, 1, 0.5), (16, 1, 0.25)]) {
      $0.warmup = 4
      $0.inverseSquareRoot = InverseSquareRoot(scale: 4)
    },
    Case(
      "steps by updates",
      [(9, 1, 0.5), (10, 1, 0.25), (14, 1, 0.25), (15, 1, 0.125), (20, 1, 0.0625)]
    ) {
      $0.updateDecay = StepDecay(factor: 0.5, start: 10, every: 5)
    },
    Case("steps by epochs", [(1, 7, 0.5), (99, 8, 0.25), (100, 9, 0.125), (101, 10, 0.0625)]) {
      $0.epochDecay = StepDecay(factor: 0.5, start: 8)
    },
    Case("everything", [(1, 1, 0.25), (2, 2, 0.25), (8, 2, 0.0625)]) {
      $0.warmup = 2
      $0.inverseSquareRoot = InverseSquareRoot(scale: 2)
      $0.updateDecay = StepDecay(factor: 0.5, start: 8, every: 100)
      $0.epochDecay = StepDecay(factor: 0.5, start: 2)
    },
  ]

  @Test(arguments: cases) func `gives the rate of each update`(_ example: Case) {
    for (update, epoch, rate) in example.rates {
      let found = example.schedule.learningRate(update: update, epoch: epoch)
      #expect(abs(found - rate) < 1e-15, "update \(update) of epoch \(epoch)")
    }
  }
}
