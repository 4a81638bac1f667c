// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "TranslateFile",
  dependencies: [.package(name: "translate", path: "../..")],
  targets: [
    .executableTarget(
      name: "TranslateFile",
      dependencies: [.product(name: "TranslateKit", package: "translate")])
  ]
)
