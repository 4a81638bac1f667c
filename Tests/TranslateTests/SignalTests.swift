import TestSupport
import Testing

/// What real signals do to the program, as a shell, `nohup` and a terminal send them.
@Suite(.serialized) struct SignalTests {
  private let folder = try! TemporaryFolder()

  /// `begin` starts a training in the background and waits until it has made some updates.
  private func train(_ script: String) throws -> ChildProcess.Result {
    try SampleTraining.run(
      """
      for file in train.*; do sed -i '301,$d' $file; done  # 38 updates an epoch
      options="${options/--after-epochs 2/} --disp-freq 1 --early-stopping 100000 --output m"
      updated() { while ! grep -q '"update":3,' m/log.jsonl 2> /dev/null; do sleep 0.01; done; }
      \(script)
      """, in: folder)
  }

  @Test(arguments: [("HUP", 129), ("INT", 130), ("TERM", 143)] as [(String, Int32)])
  func `a training saves a checkpoint and ends`(signal: String, status: Int32) throws {
    let result = try train(
      """
      (trap - INT; exec translate train $options) & updated
      kill -\(signal) $!; wait $!; status=$?
      translate train --output m --resume --after-batches 3 --quiet; ls -A m
      exit $status
      """)
    #expect(result.status == status)
    #expect(
      result.standardError.contains("checkpoint saved to `m/checkpoint.safetensors`"),
      "\(result.standardError)")
    #expect(result.text.contains("checkpoint.safetensors") && !result.text.contains("partial"))
  }

  /// The shell and the kernel both send it.
  @Test func `a terminal that closes may send its signal twice`() throws {
    let result = try train(
      "translate train $options & updated; kill -HUP $!; kill -HUP $!; wait $!")
    #expect(result.status == 129)
    #expect(result.standardError.contains("checkpoint saved"), "\(result.standardError)")
  }

  @Test func `nohup keeps a training when the terminal closes`() throws {
    let result = try train(
      """
      nohup translate train $options --after-batches 30 > said 2>&1 & updated
      kill -HUP $!; wait $! && tail -n 1 m/log.jsonl
      """)
    #expect(result.status == 0, "\(result.standardError)")
    #expect(result.text == "{\"event\":\"ended\",\"how\":\"completed\",\"update\":30}\n")
  }

  @Test func `an interrupt does not reach a training in a script's background`() throws {
    let result = try train(
      """
      export options
      sh -c 'translate train $options --after-batches 30 & echo $! > pid; wait $!' & updated
      kill -INT $(cat pid); wait $! && tail -n 1 m/log.jsonl
      """)
    #expect(result.status == 0, "\(result.standardError)")
    #expect(result.text == "{\"event\":\"ended\",\"how\":\"completed\",\"update\":30}\n")
  }

  /// The reader of a pipe waits until it is closed, and what it writes is there by then.
  @Test(arguments: [("nohup", "HUP"), ("", "INT")])
  func `an ignored signal ends no other command either`(prefix: String, signal: String) throws {
    let result = try Executable.shell(
      """
      mkfifo pipe; exec 3<> pipe; echo 'some words' >&3
      \(prefix) translate tokenize pipe --output out 2> /dev/null & pid=$!
      for _ in {1..500}; do ls out.*.partial > /dev/null 2>&1 && break; sleep 0.02; done
      kill -\(signal) $pid; sleep 0.3; kill -0 $pid && ls out.*.partial > /dev/null && echo alive
      kill -TERM $pid; wait $pid; echo $?; ls
      """, directory: folder.url)
    #expect(result.text == "alive\n143\npipe\n", "\(result.standardError)")
  }
}
