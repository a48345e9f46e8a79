using SpikeStream.Pipelines.Options;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>Options of figures that have a panel for each of possibly many units or pairs.</summary>
public abstract record PanelPlotOptions : PlotOptions
{
    /// <summary>Panels drawn at most, evenly spaced over what comes.</summary>
    [InRange(1, 100)]
    public int MaximumPanels { get; init; } = 12;
}
