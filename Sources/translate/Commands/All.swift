import CommandLineInterface

/// The program's commands, in the order of its help.
let allCommands: [Command] = []
