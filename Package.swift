// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "translate",
  products: [
    .library(name: "TranslateKit", targets: ["TranslateKit"]),
    .library(name: "TextProcessing", targets: ["Files", "TextProcessing", "Corpora"]),
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
    .target(name: "Files", dependencies: ["CZlib", "Threading"]),
    .target(name: "TextProcessing", dependencies: ["CICU", "Files", "Threading"]),
    .target(name: "Corpora", dependencies: ["Files", "TextProcessing"]),
    .target(name: "Kernels", dependencies: ["CKernels", "COneDNN", "Threading"]),
    .target(
      name: "RecurrentModels", dependencies: ["Files", "Kernels", "TextProcessing", "Threading"]),
    .target(name: "Evaluation", dependencies: ["Files", "TextProcessing", "Threading"]),
    .target(
      name: "Decoding",
      dependencies: [
        "Corpora", "Files", "Kernels", "RecurrentModels", "TextProcessing", "Threading",
      ]),
    .target(
      name: "Training",
      dependencies: [
        "Corpora", "Decoding", "Evaluation", "Files", "Kernels", "RecurrentModels",
        "TextProcessing", "Threading",
      ]),
    .target(name: "MemoryExperiment", dependencies: ["Corpora", "Files", "TextProcessing"]),
    .target(name: "CommandLineInterface"),
    .target(
      name: "Configuration", dependencies: ["CYAML", "CommandLineInterface", "Files"]),
    // Errors of the libraries in words.
    .target(
      name: "Messages",
      dependencies: [
        "CommandLineInterface", "Corpora", "Decoding", "Files", "Kernels", "RecurrentModels",
        "TextProcessing", "Training",
      ]),
    // What another program imports to translate and to train.
    .target(
      name: "TranslateKit",
      dependencies: [
        "CommandLineInterface", "Corpora", "Decoding", "Files", "Kernels", "Messages",
        "RecurrentModels", "TextProcessing", "Threading", "Training",
      ]),
    .executableTarget(
      name: "translate",
      dependencies: [
        "Messages", "Files", "TextProcessing", "Corpora", "Evaluation", "Kernels",
        "RecurrentModels",
        "Decoding", "Training", "CommandLineInterface", "Configuration", "Threading",
      ]),
    // What benchmarks/run measures in a process of ours.
    .executableTarget(
      name: "CellBenchmark", dependencies: ["RecurrentModels", "Threading", "Training"],
      path: "benchmarks/CellBenchmark"),

    .target(
      name: "TestSupport", dependencies: ["Files", "TextProcessing"], path: "Tests/TestSupport"),
    .target(name: "AllocationCounter", path: "Tests/AllocationCounter"),
    .testTarget(name: "ThreadingTests", dependencies: ["Threading"]),
    .testTarget(name: "FilesTests", dependencies: ["Files", "Threading", "TestSupport"]),
    .testTarget(
      name: "TextProcessingTests", dependencies: ["Files", "TextProcessing", "TestSupport"]),
    .testTarget(
      name: "CorporaTests", dependencies: ["Corpora", "Files", "TextProcessing", "TestSupport"]),
    .testTarget(
      name: "KernelsTests",
      dependencies: ["Kernels", "CKernels", "Files", "Threading", "TestSupport"]),
    .testTarget(
      name: "RecurrentModelsTests", dependencies: ["Files", "RecurrentModels", "TestSupport"]),
    .testTarget(
      name: "DecodingTests",
      dependencies: [
        "Decoding", "Kernels", "RecurrentModels", "TextProcessing", "Threading", "TestSupport",
      ]),
    .testTarget(
      name: "TrainingTests",
      dependencies: [
        "Training", "Corpora", "Files", "TextProcessing", "Threading", "Kernels",
        "AllocationCounter", "TestSupport",
      ]),
    .testTarget(
      name: "MemoryTests",
      dependencies: [
        "MemoryExperiment", "RecurrentModels", "Training", "Decoding", "Kernels", "Corpora",
        "Files", "TextProcessing", "Threading", "TestSupport",
      ]),
    .testTarget(
      name: "MemoryExperimentTests",
      dependencies: ["MemoryExperiment", "Corpora", "Files", "TextProcessing", "TestSupport"]),
    .testTarget(
      name: "EvaluationTests",
      dependencies: ["Evaluation", "Files", "TextProcessing", "TestSupport"]),
    .testTarget(
      name: "CommandLineInterfaceTests", dependencies: ["CommandLineInterface", "TestSupport"]),
    .testTarget(
      name: "ConfigurationTests",
      dependencies: ["Configuration", "CYAML", "CommandLineInterface", "Files", "TestSupport"]),
    .testTarget(
      name: "TranslateTests",
      dependencies: [
        "translate", "CommandLineInterface", "Configuration", "Corpora", "Files", "Kernels",
        "Messages", "RecurrentModels", "TextProcessing", "TestSupport",
      ]),
    .testTarget(
      name: "TranslateKitTests",
      // The program, whose translations are compared with.
      dependencies: ["TranslateKit", "translate", "TestSupport"]),
  ],
  swiftLanguageModes: [.v6]
)
