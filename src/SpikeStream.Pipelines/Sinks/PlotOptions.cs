using SpikeStream.Pipelines.Options;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>What all plots are told.</summary>
public abstract record PlotOptions
{
    /// <summary>Path of the files without extension: data go to .csv, the gnuplot script to .gp, pictures to .png and .svg.</summary>
    [OutputPath]
    [NotEmpty]
    public required string Path { get; init; }

    /// <summary>The title. Left out: what is drawn.</summary>
    [NotEmpty]
    public string? Title { get; init; }
}
