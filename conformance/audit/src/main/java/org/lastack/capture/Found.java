package org.lastack.capture;

/** What a frame turned out to be. */
public sealed interface Found permits Seen, Notice, Unseen {}
