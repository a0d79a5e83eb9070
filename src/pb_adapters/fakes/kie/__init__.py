"""The fake of Kie (kie.ai): jobs for pictures, chat, uploads and files."""
