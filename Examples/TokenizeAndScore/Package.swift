// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "TokenizeAndScore",
  dependencies: [.package(name: "translate", path: "../..")],
  targets: [
    .executableTarget(
      name: "TokenizeAndScore",
      dependencies: [
        .product(name: "TextProcessing", package: "translate"),
        .product(name: "Evaluation", package: "translate"),
      ])
  ]
)
