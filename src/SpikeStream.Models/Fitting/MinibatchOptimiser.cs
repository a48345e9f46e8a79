using System.Globalization;
using System.Text;
using SpikeStream.Numerics.Optimisers;

namespace SpikeStream.Models.Fitting;

/// <summary>One step of a fit from a state and a minibatch: cost, gradient, rescaling, Adam; however the state came about.</summary>
internal sealed class MinibatchOptimiser
{
    private readonly ISequenceModel _model;
    private readonly FitOptions _options;
    private readonly double _scale;
    private readonly double[] _coordinates;
    private readonly double[] _gradient;
    private readonly Adam _adam;

    public MinibatchOptimiser(ISequenceModel model, FitOptions options, ReadOnlySpan<double> initialCoordinates)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (options.DataLength is not { } dataLength)
            throw new ArgumentException("a stream has no known length: state how many bins of data after the burn-in the likelihood stands for", nameof(options));
        FitStarts.Check(model.Parameters, initialCoordinates);
        _model = model;
        _options = options;
        _scale = (double)dataLength / options.BatchBins;
        _coordinates = initialCoordinates.ToArray();
        _gradient = new double[_coordinates.Length];
        _adam = new Adam(_coordinates.Length, options.Adam);
    }

    public long StepCount => _adam.StepCount;

    public string? Failure { get; private set; }

    public bool IsFinished => Failure is not null || StepCount >= _options.MaximumSteps;

    public double[] Coordinates => _coordinates;

    public double[] NaturalValues()
    {
        double[] values = new double[_coordinates.Length];
        _model.Parameters.ToNatural(_coordinates, values);
        return values;
    }

    /// <summary>Takes cost and gradient of a minibatch and steps.</summary>
    /// <param name="state">The state before the minibatch; unchanged.</param>
    /// <param name="batch">The minibatch.</param>
    /// <param name="epoch">Number of the pass, for the report.</param>
    /// <param name="firstBin">Where the minibatch begins, for the report.</param>
    /// <param name="consumed">Bins consumed, for the report.</param>
    public FitStep Step(SequenceState state, SequenceData batch, int epoch, long firstBin, long consumed)
    {
        double logLikelihood = _model.LogLikelihoodAndGradient(state, _coordinates, batch, _gradient);
        for (int i = 0; i < _gradient.Length; i++) _gradient[i] *= _scale;
        double logPrior = _model.Parameters.LogPrior(_coordinates, _gradient);
        double objective = -(_scale * logLikelihood + logPrior);
        double square = 0;
        for (int i = 0; i < _gradient.Length; i++)
        {
            _gradient[i] = -_gradient[i];
            square += _gradient[i] * _gradient[i];
        }

        long number = StepCount + 1;
        bool finite = double.IsFinite(objective) && Array.TrueForAll(_gradient, double.IsFinite);
        if (finite)
        {
            _adam.Step(_coordinates, _gradient, _options.RateFactor(number));
        }
        else
        {
            string what = double.IsFinite(objective) ? "the gradient is not finite" : string.Create(CultureInfo.InvariantCulture, $"the objective is {objective}");
            Fail(epoch, firstBin, $"{what} at {DescribeValues()}");
        }

        return new FitStep(number, epoch, consumed, objective, logLikelihood, Math.Sqrt(square), NaturalValues(), Failure);
    }

    /// <summary>Ends the fit as failed before its next step.</summary>
    public void Fail(int epoch, long firstBin, string reason) =>
        Failure = string.Create(CultureInfo.InvariantCulture, $"step {StepCount + 1}, pass {epoch}, bins {firstBin} to {firstBin + _options.BatchBins - 1}: {reason}");

    /// <summary>The step that could not be taken, for the report.</summary>
    public FitStep FailedStep(int epoch, long consumed) => new(StepCount + 1, epoch, consumed, double.NaN, double.NaN, double.NaN, NaturalValues(), Failure);

    public string DescribeValues()
    {
        StringBuilder text = new();
        double[] values = NaturalValues();
        for (int i = 0; i < values.Length; i++)
        {
            Parameter parameter = _model.Parameters.Parameters[i];
            text.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ", ")}{parameter.Name} = {values[i]:G8}{(parameter.Unit.Length == 0 ? "" : " ")}{parameter.Unit}");
        }

        return text.ToString();
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_coordinates.Length);
        foreach (double z in _coordinates) writer.Write(z);
        _adam.Save(writer);
        writer.Write(Failure ?? "");
    }

    public void Restore(BinaryReader reader)
    {
        int count = reader.ReadInt32();
        if (count != _coordinates.Length) throw new InvalidDataException($"fit state: found {count} parameters, expected {_coordinates.Length}");
        for (int i = 0; i < count; i++) _coordinates[i] = reader.ReadDouble();
        _adam.Restore(reader);
        string failure = reader.ReadString();
        Failure = failure.Length == 0 ? null : failure;
    }
}
