// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "translate",
  products: [
    .library(name: "TranslateKit", targets: ["TranslateKit"]),
    .library(name: "TextProcessing", targets: ["TextProcessing"]),
    .library(name: "Evaluation", targets: ["Evaluation"]),
    .executable(name: "translate", targets: ["translate"]),
  ],
  targets: [
    // C libraries, each behind a header of ours that shows none of theirs.
    .target(name: "CICU", linkerSettings: [.linkedLibrary("icuuc")]),
    .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),
    .target(name: "CYAML", linkerSettings: [.linkedLibrary("yaml")]),
    .target(
      name: "COneDNN", linkerSettings: [.linkedLibrary("dnnl"), .linkedLibrary("gomp")]),
    // Loops over floats, built for several instruction sets.
    .target(name: "CKernels"),

    .target(name: "Threading"),
    .target(name: "TextProcessing", dependencies: ["CICU", "CZlib", "Threading"]),
    .target(name: "Kernels", dependencies: ["CKernels", "COneDNN", "Threading"]),
    .target(
      name: "RecurrentModels", dependencies: ["Kernels", "TextProcessing", "Threading"]),
    .target(name: "Evaluation", dependencies: ["TextProcessing", "Threading"]),
    .target(
      name: "Decoding", dependencies: ["Kernels", "RecurrentModels", "TextProcessing", "Threading"]),
    .target(
      name: "Training",
      dependencies: [
        "CKernels", "Kernels", "RecurrentModels", "TextProcessing", "Threading", "Decoding",
        "Evaluation",
      ]),
    .target(name: "MemoryExperiment", dependencies: ["TextProcessing"]),
    .target(name: "CommandLineInterface"),
    .target(
      name: "Configuration", dependencies: ["CYAML", "CommandLineInterface", "TextProcessing"]),
    // Errors of files, texts and models in words.
    .target(
      name: "Messages",
      dependencies: ["CommandLineInterface", "Kernels", "RecurrentModels", "TextProcessing"]),
    // What another program imports to translate.
    .target(
      name: "TranslateKit",
      dependencies: [
        "CommandLineInterface", "Decoding", "Kernels", "Messages", "RecurrentModels",
        "TextProcessing", "Threading",
      ]),
    .executableTarget(
      name: "translate",
      dependencies: [
        "Messages", "TextProcessing", "Evaluation", "Kernels", "RecurrentModels", "Decoding",
        "Training", "CommandLineInterface", "Configuration", "Threading",
      ]),
    // What benchmarks/run measures in a process of ours.
    .executableTarget(
      name: "CellBenchmark", dependencies: ["RecurrentModels", "Threading", "Training"],
      path: "benchmarks/CellBenchmark"),

    .target(name: "TestSupport", dependencies: ["TextProcessing"], path: "Tests/TestSupport"),
    .target(name: "AllocationCounter", path: "Tests/AllocationCounter"),
    .testTarget(name: "ThreadingTests", dependencies: ["Threading"]),
    .testTarget(name: "TextProcessingTests", dependencies: ["TextProcessing", "TestSupport"]),
    .testTarget(
      name: "KernelsTests", dependencies: ["Kernels", "CKernels", "Threading", "TestSupport"]),
    .testTarget(
      name: "RecurrentModelsTests", dependencies: ["RecurrentModels", "TestSupport"]),
    .testTarget(
      name: "TrainingTests",
      dependencies: [
        "Training", "TextProcessing", "Threading", "Kernels", "AllocationCounter", "TestSupport",
      ]),
    .testTarget(
      name: "MemoryTests",
      dependencies: [
        "MemoryExperiment", "RecurrentModels", "Training", "Decoding", "Kernels", "TextProcessing",
        "Threading", "TestSupport",
      ]),
    .testTarget(
      name: "MemoryExperimentTests",
      dependencies: ["MemoryExperiment", "TextProcessing", "TestSupport"]),
    .testTarget(
      name: "EvaluationTests", dependencies: ["Evaluation", "TextProcessing", "TestSupport"]),
    .testTarget(
      name: "CommandLineInterfaceTests", dependencies: ["CommandLineInterface", "TestSupport"]),
    .testTarget(
      name: "ConfigurationTests",
      dependencies: ["Configuration", "CYAML", "CommandLineInterface", "TestSupport"]),
    .testTarget(
      name: "TranslateTests",
      dependencies: [
        "translate", "CommandLineInterface", "Configuration", "Kernels", "Messages",
        "RecurrentModels", "TextProcessing", "TestSupport",
      ]),
    .testTarget(
      name: "TranslateKitTests",
      // The program, whose translations are compared with.
      dependencies: ["TranslateKit", "translate", "TestSupport"]),
  ],
  swiftLanguageModes: [.v6]
)
