using SpikeStream.Models.Fitting;
using SpikeStream.Numerics.Random;
using SpikeStream.Numerics.Samplers;

namespace SpikeStream.Pipelines.Stages.Sampling;

/// <summary>A posterior in the coordinates in which chains move.</summary>
internal sealed class SampledPosterior
{
    private readonly ParameterSpace _space;
    private readonly ILogDensity _density;
    private readonly SamplingCoordinates? _coordinates;
    private readonly double[] _centre;
    private readonly EuclideanMetric? _metric;

    /// <summary>In fitting coordinates.</summary>
    /// <param name="space">The free parameters.</param>
    /// <param name="density">The log posterior of the fitting coordinates, for all threads.</param>
    /// <param name="centre">Where chains start around, in fitting coordinates.</param>
    /// <param name="metric">Covariance there; null where it is not known.</param>
    public SampledPosterior(ParameterSpace space, ILogDensity density, double[] centre, EuclideanMetric? metric) =>
        (_space, _density, _centre, _metric) = (space, density, centre, metric);

    /// <summary>Around a mode.</summary>
    /// <param name="space">The free parameters.</param>
    /// <param name="density">The log posterior of the fitting coordinates, for all threads.</param>
    /// <param name="mode">The mode and the curvature there.</param>
    /// <param name="scale">The coordinates.</param>
    public SampledPosterior(ParameterSpace space, ILogDensity density, PosteriorStart.Mode mode, SampledCoordinates scale)
        : this(space, density, mode.Centre, mode.Metric)
    {
        if (scale == SampledCoordinates.Fitting) return;
        _coordinates = new(space, mode.Centre, mode.Metric);
        _centre = new double[space.Count];
        _coordinates.FromFitting(mode.Centre, _centre);
        _metric = _coordinates.ToSampling(mode.Metric, _centre);
    }

    /// <summary>A new chain.</summary>
    /// <param name="options">How to sample.</param>
    /// <param name="spread">How far from the centre it starts, in standard deviations.</param>
    /// <param name="start">Random numbers of its start; null where its state is to be restored.</param>
    /// <param name="chain">Random numbers of its transitions.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public HamiltonianSampler Chain(SamplerOptions options, double spread, RandomStream? start, RandomStream chain, CancellationToken cancellationToken)
    {
        // The map has working memory of its own: one for each chain.
        ILogDensity density = _coordinates is null ? _density : new SamplingLogDensity(_density, _coordinates);
        double[] position = start is null ? _centre
            : PosteriorStart.Draw(density, _centre, _metric ?? EuclideanMetric.Identity(_centre.Length), spread, start, cancellationToken);
        return new(density, options, chain, position, _metric);
    }

    /// <summary>A position of a chain in natural units.</summary>
    /// <param name="position">The position.</param>
    /// <param name="natural">Receives the values.</param>
    /// <returns>What the log density of the chain has more than that of the fitting coordinates, in nats.</returns>
    public double ToNatural(ReadOnlySpan<double> position, Span<double> natural)
    {
        double jacobian = 0;
        if (_coordinates is not null)
        {
            jacobian = _coordinates.ToFitting(position, natural);
            position = natural;
        }

        _space.ToNatural(position, natural);
        return jacobian;
    }
}
