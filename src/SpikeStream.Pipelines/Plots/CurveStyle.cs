namespace SpikeStream.Pipelines.Plots;

/// <summary>How a curve is drawn.</summary>
public enum CurveStyle
{
    /// <summary>A line, and its band if it has one.</summary>
    Line,

    /// <summary>A step per value, centred on its abscissa.</summary>
    Steps,

    /// <summary>A vertical line from zero to each value.</summary>
    Impulses,

    /// <summary>A point per value with a bar from the lower to the upper edge of the band, joined by a line.</summary>
    Points,

    /// <summary>Points with bars likewise, but not joined: what was measured, beside a curve that explains it.</summary>
    Markers,

    /// <summary>A dashed line, which shows another that it lies on.</summary>
    Dashed,

    /// <summary>A quiet line on a quiet band, behind the others: what is expected.</summary>
    Expected,
}
