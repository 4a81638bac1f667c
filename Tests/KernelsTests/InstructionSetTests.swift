#if arch(x86_64)
  import Glibc
  import Testing

  @testable import Kernels

  /// Multiplications on processors with fewer instructions than this one has.
  ///
  /// oneDNN reads what it may use before its first multiplication, so every test runs in a process of its
  /// own. The loops of CKernels are not affected: for them there is `scripts/test-processor`.
  struct InstructionSetTests {
    static let names = ["AVX512_CORE", "AVX2", "SSE41"]

    @Test(arguments: names)
    func `float32 multiplications are right`(_ name: String) async {
      await #expect(processExitsWith: .success) { [name] in
        try limitInstructionSet(to: name)
        try MultiplicationChecks.checkPacked(.float32, accumulating: false)
        try MultiplicationChecks.checkPacked(.float32, accumulating: true)
        MultiplicationChecks.checkTransposed(.float32)
      }
    }

    @Test(arguments: names)
    func `a row has the same bits whatever stands beside it`(_ name: String) async {
      await #expect(processExitsWith: .success) { [name] in
        try limitInstructionSet(to: name)
        try MultiplicationChecks.checkSolitude(.float32)
      }
    }

    @Test(arguments: names) func `int8 multiplications are right`(_ name: String) async {
      await #expect(processExitsWith: .success) { [name] in
        try limitInstructionSet(to: name)
        try QuantizationChecks.checkBound()
        try QuantizationChecks.checkLargest()
        try MultiplicationChecks.checkSolitude(.int8)
      }
    }

    @Test(arguments: names) func `float32 takes the place of bfloat16`(_ name: String) async {
      await #expect(processExitsWith: .success) { [name] in
        try limitInstructionSet(to: name)
        #expect(!Precision.bfloat16.isSupported && !Precision.int8.isSupported)
        let available = Precision.bfloat16.available
        #expect(available.asked == .bfloat16 && available.used == .float32)
        #expect(available.isReplaced)
      }
    }

    @Test(arguments: names.dropFirst())
    func `multiplications in bfloat16 are refused`(_ name: String) async {
      await #expect(processExitsWith: .success) { [name] in
        try limitInstructionSet(to: name)
        #expect(throws: MatrixMultiplicationError.unsupported(precision: "bf16")) {
          try PackedWeights(inputs: 16, outputs: 16, .bfloat16)
        }
      }
    }
  }

  /// In version 2 of oneDNN the variable has another name than in version 3. None of the names has
  /// VNNI, which shows that oneDNN heeds it.
  private func limitInstructionSet(to name: String) throws {
    for prefix in ["DNNL", "ONEDNN"] { setenv("\(prefix)_MAX_CPU_ISA", name, 1) }
    try #require(PackedWeights.largestInteger == 79)
  }
#endif
