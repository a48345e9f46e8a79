using SpikeStream.Numerics.Vectors;

namespace SpikeStream.Models.Mesoscopic;

/// <summary>Memory for computing with one state: constants of the parameters last used and room for intermediate values.</summary>
internal sealed class MesoscopicWorkspace
{
    private readonly MesoscopicModel _model;
    private readonly double[] _coordinates;
    private readonly double[] _free;
    private bool _hasConstants;
    private bool _isInDomain;

    public MesoscopicWorkspace(MesoscopicModel model)
    {
        _model = model;
        int count = model.PopulationNames.Count;
        Natural = new NaturalParameters(count);
        Natural.CopyFrom(model.Configured);
        Coupling = new CouplingConstants(model.Configured, model.BinWidth);
        Constants = new PopulationConstants[count];
        for (int a = 0; a < count; a++)
        {
            Constants[a] = new PopulationConstants(
                model.AgeBins, model.Configured.RefractoryBins(a, model.BinWidth), model.Merging.ResetBins(a), model.Configured.RefractoryPeriod[a], model.Configured.NeuronCounts[a], model.BinWidth);
        }

        _coordinates = new double[model.Parameters.Count];
        _free = new double[model.Parameters.Count];
        Activity = new double[count * count];
        Drive = new double[count];
        Records = new StepRecord[count];
        Shifted = new AlignedBuffer(model.AgeBins + 3 * SlotBlock.Length);
    }

    /// <summary>All parameters in natural units.</summary>
    public NaturalParameters Natural { get; }

    /// <summary>Natural values of the free parameters.</summary>
    public ReadOnlySpan<double> Free => _free;

    public CouplingConstants Coupling { get; }

    public PopulationConstants[] Constants { get; }

    public double[] Activity { get; }

    public double[] Drive { get; }

    public StepRecord[] Records { get; }

    /// <summary>PaperCode: room for a shifted copy of v.</summary>
    public AlignedBuffer Shifted { get; }

    /// <summary>Room for gradients.</summary>
    public MesoscopicAdjoint Adjoint => field ??= new MesoscopicAdjoint(_model);

    /// <summary>Computes the constants for these coordinates, unless they are those of the last call.</summary>
    /// <param name="coordinates">Fitting coordinates.</param>
    /// <returns>False if a parameter is outside of what the model is defined for.</returns>
    public bool Use(ReadOnlySpan<double> coordinates)
    {
        if (coordinates.Length != _coordinates.Length)
            throw new ArgumentException(
                $"Found {coordinates.Length} coordinates; expected {_coordinates.Length}, one per free parameter.",
                nameof(coordinates));
        if (_hasConstants && coordinates.SequenceEqual(_coordinates)) return _isInDomain;
        coordinates.CopyTo(_coordinates);
        _model.Parameters.ToNatural(coordinates, _free);
        _model.FreeParameters.Scatter(_free, Natural);
        _isInDomain = _model.FreeParameters.AreInDomain(_free);
        _hasConstants = true;
        if (!_isInDomain) return false;
        Coupling.Update(Natural);
        for (int a = 0; a < Constants.Length; a++) Constants[a].Update(Natural, a);
        return true;
    }
}
