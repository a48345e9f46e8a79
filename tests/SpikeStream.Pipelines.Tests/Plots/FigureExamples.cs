using SpikeStream.Pipelines.Plots;

namespace SpikeStream.Pipelines.Tests.Plots;

/// <summary>One small figure of each type.</summary>
internal static class FigureExamples
{
    public static SpikeRasterFigure Raster { get; } = new()
    {
        Title = "Two units",
        Times = new[] { 0.10, 0.20, 0.30, 0.40 },
        Units = new uint[] { 7, 3, 7, 3 },
        Populations = [new RasterPopulation("E", [3]), new RasterPopulation("I", [7])],
        Start = 0,
        Stop = 1,
    };

    public static PopulationActivityFigure Activity { get; } = new()
    {
        BinWidth = 0.001,
        SmoothingWidth = 0.002,
        Populations = [new ActivityTrace("E", new double[] { 0, 4, 10, 20, 7 }, new double[] { 1, 3, 14, 16, 9 })],
    };

    public static ObjectiveFigure Objective { get; } = new()
    {
        Starts = [new ObjectiveTrace(new long[] { 1, 2, 3 }, new[] { -3, -2, -1.5 }), new ObjectiveTrace(new long[] { 1, 2 }, new[] { -4, -3.5 })],
        References = [new ReferenceLine("truth", -1.4), new ReferenceLine("start", -4)],
    };

    public static ParameterTracesFigure Parameters { get; } = new()
    {
        Parameters = [new TracedParameter("J[E,I]", "mV", Truth: -19.6, PriorLow: -30, PriorHigh: -10), new TracedParameter("tau_m[E]", "ms")],
        Starts = [new ParameterTrace(new long[] { 1, 2 }, new[] { -10.0, 5, -15, 8 })],
    };

    public static PsthFigure Psth { get; } = new()
    {
        FirstTime = -0.1,
        BinWidth = 0.1,
        Curves =
        [
            new PsthCurve("unit 1", "left", 20, new double[] { 5, 9 }, new double[] { 1, 2 }),
            new PsthCurve("unit 1", "right", 18, new double[] { 4, 3 }, new double[] { 1, 1 }),
        ],
    };

    public static PsthFigure PsthOfManyUnits { get; } = new()
    {
        FirstTime = -0.1,
        BinWidth = 0.1,
        Curves = [.. Enumerable.Range(0, 30).Select(u => new PsthCurve($"unit {u}", "", 20, new double[] { u, 2 }, ReadOnlyMemory<double>.Empty))],
    };

    public static CurvesFigure Curves { get; } = new()
    {
        Title = "Two models",
        XLabel = "frequency (Hz)",
        YLabel = "power (Hz²/Hz)",
        XColumn = "frequency_hz",
        DataCurve = "data",
        Panels =
        [
            new CurvesPanel("E", [new("data", new[] { 1.0, 2 }, new[] { 0.5, 0.25 }), new("it's a model", new[] { 1.0, 2 }, new[] { 0.5, 0.3 }, new[] { 0.4, 0.2 }, new[] { 0.6, 0.4 })]),
            new CurvesPanel("I", [new("uniform", new[] { 1.0, 2 }, new[] { 0.3, 0.3 }, new[] { 0.2, 0.2 }, new[] { 0.4, 0.4 }, CurveStyle.Expected), new("data", new[] { 1.0, 2 }, new[] { 0.25, double.NaN }, Style: CurveStyle.Steps)]),
        ],
    };

    public static CornerFigure Corner { get; } = new()
    {
        Parameters = [new TracedParameter("w[E,I]", "mV", Truth: 1), new TracedParameter("c", "Hz")],
        Draws = new double[] { 0, 10, 2, 12, 1, 14, 3, 16 },
    };

    public static ChainTracesFigure Chains { get; } = new()
    {
        Parameters = [new TracedParameter("w", "mV", Truth: 1), new TracedParameter("c")],
        Chains = [new double[] { 0, 10, 2, 12, 1, 14, 3, 16, 2, 11 }, new double[] { 1, 11, 1.5, 13, 2.5, 15, 0.5, 9, 3, 12 }],
    };

    public static RanksFigure Ranks { get; } = new()
    {
        Parameters = [new CalibrationRanks("w", new[] { 0, 3, 1, 2, 2, 0 }), new CalibrationRanks("c", new[] { 3, 3, 3, 2, 3, 3 })],
        Draws = 3,
        Bins = 2,
    };

    public static FitDynamicsFigure Dynamics { get; } = new()
    {
        Parameters = [new TracedParameter("w[E,I]", "mV", Truth: -4.964), new TracedParameter("tau_s[E]", "s", Truth: 0.003)],
        Starts =
        [
            new FitTrace(new long[] { 1, 2, 3 }, new[] { -1.0, 1e-7, -4, 1e-4, -4.9, 0.003 }, new[] { 900.0, 850, 800 }, -2.6),
            new FitTrace(new long[] { 1, 2 }, new[] { 3.0, 2, 2.5, 50 }, new[] { 1200.0, double.NaN }, double.NaN),
        ],
    };

    public static FitStudyFigure Study { get; } = new()
    {
        Errors = [new StudyCurve("eta1", "w[E,E]", [1.25, 2, 9], [0.3, 0.1, 0]), new StudyCurve("eta2", "J[E]", [1.25, 2, 9], [0.2, double.NaN, 0.01])],
        Variations = [new StudyCurve("eta1", "w[E,E]", [1.25, 2, 9], [12, 5, 1]), new StudyCurve("eta2", "J[E]", [1.25, 2, 9], [447, 30, 2])],
    };

    public static MatrixFigure Matrix { get; } = new()
    {
        Title = "Three units",
        ValueLabel = "correlation",
        Names = ["a", "b", "c"],
        Values = new[] { 1, 0.5, -0.1, 0.5, 1, double.NaN, -0.1, double.NaN, 1 },
    };

    public static CurvesFigure Points { get; } = new()
    {
        Title = "Tuning",
        XLabel = "condition",
        YLabel = "rate (Hz)",
        Panels = [new CurvesPanel("n0", [new DrawnCurve("rate", new double[] { 0, 1 }, new double[] { 5, 8 }, new double[] { 4, 6 }, new double[] { 6, 10 }, CurveStyle.Points)])],
        Ticks = [(0, "left"), (1, "it's right")],
    };

    public static IReadOnlyDictionary<string, IFigure> All { get; } = new Dictionary<string, IFigure>
    {
        ["matrix"] = Matrix,
        ["points"] = Points,
        ["raster"] = Raster,
        ["activity"] = Activity,
        ["objective"] = Objective,
        ["parameters"] = Parameters,
        ["psth"] = Psth,
        ["psth-map"] = PsthOfManyUnits,
        ["corner"] = Corner,
        ["chains"] = Chains,
        ["ranks"] = Ranks,
        ["dynamics"] = Dynamics,
        ["study"] = Study,
        ["one-start-dynamics"] = Dynamics with { Starts = [Dynamics.Starts[0]] },
        ["empty-dynamics"] = Dynamics with { Starts = [new FitTrace(ReadOnlyMemory<long>.Empty, ReadOnlyMemory<double>.Empty, ReadOnlyMemory<double>.Empty, double.NaN)] },
        ["unmeasured-study"] = Study with { Variations = [] },
        ["empty-corner"] = Corner with { Draws = ReadOnlyMemory<double>.Empty },
        ["empty-chains"] = Chains with { Chains = [ReadOnlyMemory<double>.Empty] },
        ["empty-ranks"] = Ranks with { Parameters = [new CalibrationRanks("w", ReadOnlyMemory<int>.Empty)] },
        ["empty-raster"] = Raster with { Times = ReadOnlyMemory<double>.Empty, Units = ReadOnlyMemory<uint>.Empty, Populations = [] },
        ["empty-activity"] = Activity with { Populations = [new ActivityTrace("E", ReadOnlyMemory<double>.Empty, ReadOnlyMemory<double>.Empty)] },
        ["unobserved-activity"] = Activity with { Populations = [new ActivityTrace("E", new[] { double.NaN, double.NaN }, ReadOnlyMemory<double>.Empty)] },
        ["empty-objective"] = new ObjectiveFigure { Starts = [new ObjectiveTrace(ReadOnlyMemory<long>.Empty, ReadOnlyMemory<double>.Empty)] },
        ["one-step-objective"] = new ObjectiveFigure { Starts = [new ObjectiveTrace(new long[] { 1 }, new[] { -2.0 })] },
        ["empty-parameters"] = Parameters with { Starts = [new ParameterTrace(ReadOnlyMemory<long>.Empty, ReadOnlyMemory<double>.Empty)] },
        ["curves"] = Curves,
        ["logarithmic-curves"] = Curves with { HasLogarithmicX = true, HasLogarithmicY = true, Columns = 2, SharesAbscissa = false },
        ["empty-curves"] = Curves with { Panels = [new CurvesPanel("E", [new("data", ReadOnlyMemory<double>.Empty, ReadOnlyMemory<double>.Empty)]), new CurvesPanel("I", [])] },
        ["quoted"] = Raster with { Title = "Bob's \"net\" 100 % {x}_y\nsecond line", Populations = [new RasterPopulation("it's, {E}_1", [3])] },
    };
}
