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

    // Loops over floats, built for several instruction sets.
    .target(name: "CKernels"),

    .target(name: "Threading"),
    .target(name: "Kernels", dependencies: ["CKernels"]),
    .target(name: "TextProcessing", dependencies: ["CICU", "CZlib", "Threading"]),
    .target(name: "CommandLineInterface"),
    .executableTarget(name: "translate", dependencies: ["TextProcessing", "CommandLineInterface"]),

    .target(
      name: "TestSupport", dependencies: ["TextProcessing"], path: "Tests/TestSupport"),
    .testTarget(name: "ThreadingTests", dependencies: ["Threading"]),
    .testTarget(name: "KernelsTests", dependencies: ["Kernels", "CKernels", "TestSupport"]),
    .testTarget(name: "TextProcessingTests", dependencies: ["TextProcessing", "TestSupport"]),
    .testTarget(
      name: "CommandLineInterfaceTests", dependencies: ["CommandLineInterface", "TestSupport"]),
    .testTarget(
      name: "TranslateTests",
      dependencies: ["translate", "CommandLineInterface", "TextProcessing", "TestSupport"]),
  ],
  swiftLanguageModes: [.v6]
)
