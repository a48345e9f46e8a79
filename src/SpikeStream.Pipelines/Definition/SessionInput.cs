namespace SpikeStream.Pipelines.Definition;

/// <summary>One session that a pipeline runs over.</summary>
/// <param name="Name">Its name: that of the file without its last ending, or of the folder.</param>
/// <param name="Path">Full path of the file or folder.</param>
public sealed record SessionInput(string Name, string Path);
