"""DOOR for people: server-rendered pages by capability, one design system, works without JavaScript.

Views call services and render what they get; they never import storage models nor filter protected tables themselves.
"""
