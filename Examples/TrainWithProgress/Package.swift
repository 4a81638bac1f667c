// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "TrainWithProgress",
  dependencies: [.package(name: "translate", path: "../..")],
  targets: [
    .executableTarget(
      name: "TrainWithProgress",
      dependencies: [.product(name: "TranslateKit", package: "translate")])
  ]
)
