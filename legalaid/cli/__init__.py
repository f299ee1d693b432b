"""Command line `legalaid …`: names and shapes are fixed (product, §4); one file a command, loaded when it is called."""

from legalaid.cli.commands import Commands

main = Commands(name="legalaid", help="职工法援：工会法律援助的知识库与律师匹配。")
