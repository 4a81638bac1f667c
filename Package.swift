// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "translate",
  products: [
    .library(name: "TextProcessing", targets: ["TextProcessing"]),
    .executable(name: "translate", targets: ["translate"]),
  ],
  targets: [
    // C libraries, each behind a header of ours that shows none of theirs.
    .target(name: "CICU", linkerSettings: [.linkedLibrary("icuuc")]),
    .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),
    .target(
      name: "COneDNN", linkerSettings: [.linkedLibrary("dnnl"), .linkedLibrary("gomp")]),
    // Loops over floats, built for several instruction sets.
    .target(name: "CKernels"),

    .target(name: "Threading"),
    .target(name: "TextProcessing", dependencies: ["CICU", "CZlib", "Threading"]),
    .target(name: "Kernels", dependencies: ["CKernels", "COneDNN", "Threading"]),
    .target(name: "RecurrentModels", dependencies: ["Kernels", "TextProcessing"]),
    .target(name: "Training", dependencies: ["CKernels", "Kernels", "Threading"]),
    .target(name: "CommandLineInterface"),
    .executableTarget(name: "translate", dependencies: ["TextProcessing", "CommandLineInterface"]),
    // What benchmarks/run measures in a process of ours.
    .executableTarget(
      name: "CellBenchmark", dependencies: ["RecurrentModels", "Threading"],
      path: "benchmarks/CellBenchmark"),

    .target(name: "TestSupport", dependencies: ["TextProcessing"], path: "Tests/TestSupport"),
    .testTarget(name: "ThreadingTests", dependencies: ["Threading"]),
    .testTarget(name: "TextProcessingTests", dependencies: ["TextProcessing", "TestSupport"]),
    .testTarget(
      name: "KernelsTests", dependencies: ["Kernels", "CKernels", "Threading", "TestSupport"]),
    .testTarget(
      name: "RecurrentModelsTests", dependencies: ["RecurrentModels", "TestSupport"]),
    .testTarget(name: "TrainingTests", dependencies: ["Training", "TestSupport"]),
    .testTarget(
      name: "CommandLineInterfaceTests", dependencies: ["CommandLineInterface", "TestSupport"]),
    .testTarget(
      name: "TranslateTests",
      dependencies: ["translate", "CommandLineInterface", "TextProcessing", "TestSupport"]),
  ],
  swiftLanguageModes: [.v6]
)
