using SpikeStream.Models.Fitting;
using SpikeStream.Numerics.Vectors;

namespace SpikeStream.Models.Mesoscopic;

/// <summary>
/// Computes gradients of the log likelihood by reverse mode, segment by segment, in memory that does not grow with a segment's data.
/// </summary>
/// <remarks>
/// A stretch of up to <see cref="SegmentLength"/> bins is one segment. A longer one is first advanced over, with a copy of the state kept at
/// the start of each segment; then the segments are run again from their copies, the last one first.
/// </remarks>
internal sealed unsafe class MesoscopicAdjoint
{
    /// <summary>Bins whose age arrays are kept at a time: 100 steps of a minibatch fit, and what is kept stays in cache.</summary>
    public const int SegmentLength = 128;
    private readonly MesoscopicModel _model;
    private readonly MesoscopicTape _tape;
    private readonly PopulationAdjoint[] _populations;
    private readonly AlignedBuffer _shifted;
    private readonly double[] _filter; // by y
    private readonly double[] _gain; // by G
    private readonly double[] _response; // by phi
    private readonly double[] _sourceDecay; // by Es
    private readonly double[] _membraneDecay; // by Em, through phi's factor
    private readonly double[] _gradients;
    private readonly List<MesoscopicState> _checkpoints = [];

    public MesoscopicAdjoint(MesoscopicModel model)
    {
        _model = model;
        int count = model.PopulationNames.Count;
        _tape = new MesoscopicTape(model, SegmentLength);
        _populations = [.. model.PopulationNames.Select(_ => new PopulationAdjoint(model.AgeBins, SegmentLength))];
        _shifted = new AlignedBuffer(model.AgeBins + 4 * SlotBlock.Length);
        _filter = new double[count * count];
        _gain = new double[count * count];
        _response = new double[count * count];
        _sourceDecay = new double[count];
        _membraneDecay = new double[count];
        Gradient = new NaturalParameters(count);
        ActivitySlopes = new ActivitySlopes(count);
        _gradients = new double[2 * model.Parameters.Count];
    }

    /// <summary>Derivatives by all parameters in natural units, those fixed in the fit included.</summary>
    public NaturalParameters Gradient { get; }

    /// <summary>Derivatives of g before each segment.</summary>
    public ActivitySlopes ActivitySlopes { get; }

    /// <summary>Room for a gradient by the fitting coordinates.</summary>
    public Span<double> GradientNow => _gradients.AsSpan(0, _gradients.Length / 2);

    /// <summary>Room for another one.</summary>
    public Span<double> GradientBefore => _gradients.AsSpan(_gradients.Length / 2);

    /// <summary>The state, [segment], from which each segment starts; grows when a longer stretch than ever is asked for.</summary>
    public MesoscopicState Checkpoint(int segment)
    {
        while (_checkpoints.Count <= segment) _checkpoints.Add(new MesoscopicState(_model));
        return _checkpoints[segment];
    }

    /// <summary>A state to begin from where that of the caller has fewer age bins than the parameters ask for.</summary>
    public MesoscopicState Enlarged => field ??= new MesoscopicState(_model);

    /// <summary>Begins a gradient: all derivatives zero.</summary>
    public void Clear()
    {
        foreach (PopulationAdjoint population in _populations) population.Clear();
        foreach (double[] sums in (ReadOnlySpan<double[]>)[_filter, _gain, _response, _sourceDecay, _membraneDecay]) Array.Clear(sums);
    }

    /// <summary>Runs a segment forward, keeping what the reverse pass needs.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="workspace">Has the constants.</param>
    /// <param name="data">The segment.</param>
    /// <param name="uncounted">Bins at the start whose likelihood does not count.</param>
    /// <param name="likelihoods">The likelihood of each population.</param>
    /// <param name="sum">Receives the log likelihood.</param>
    public void Record(
        MesoscopicState state,
        MesoscopicWorkspace workspace,
        SequenceData data,
        int uncounted,
        BinomialLikelihood[] likelihoods,
        ref CompensatedSum sum)
    {
        int count = _populations.Length;
        for (int a = 0; a < count; a++) _tape.Populations[a].Begin(state.Populations[a]);
        state.Filters.CopyTo(_tape.Filters(0));
        for (int k = 0; k < data.BinCount; k++)
        {
            ReadOnlySpan<double> inputs = data.Inputs.IsEmpty ? default : data.Inputs.Slice(k * count, count);
            Span<double> activity = _tape.Activities(k);
            for (int b = 0; b < count; b++)
            {
                PopulationTape source = _tape.Populations[b];
                double scale = 1 / (workspace.Coupling.Neurons[b] * _model.BinWidth);
                int next = source.Start + k + source.AgeBinCount + 1;
                for (int a = 0; a < count; a++)
                    activity[a * count + b] = source.Counts[next - workspace.Coupling.DelayBins[a * count + b]] * scale;
            }

            workspace.Coupling.Drive(
                workspace.Constants, activity, inputs, _model.IsAligned, _tape.Filters(k), _tape.Filters(k + 1), workspace.Drive);
            for (int a = 0; a < count; a++)
            {
                PopulationTape tape = _tape.Populations[a];
                ref StepRecord record = ref tape.Records[k];
                record.Drive = workspace.Drive[a];
                record.Input = inputs.IsEmpty ? 0 : inputs[a];
                int start = tape.Start + k + 1;
                _model.Kernels.Forward(
                    workspace.Constants[a], tape.Row(k), tape.Row(k + 1), tape.Counts, _shifted.First - SlotBlock.Floor(start), start,
                    tape.Pools[k], out tape.Pools[k + 1], ref record);
                int n = data.Counts[k * count + a];
                record.Slope = 0;
                if (k >= uncounted)
                {
                    sum.Add(likelihoods[a].LogLikelihood(n, record.ExpectedCount));
                    record.Slope = likelihoods[a].Slope(n, record.ExpectedCount);
                }

                tape.Append(k + 1, n, workspace.Constants[a].Reset);
            }
        }
    }

    /// <summary>Runs the recorded segment backward.</summary>
    /// <param name="workspace">Has the constants.</param>
    /// <param name="length">Number of bins of the segment.</param>
    /// <param name="withAllParameters">
    /// Whether the derivatives by J and tau_theta are wanted of populations without adaptation, too.
    /// </param>
    public void Backpropagate(MesoscopicWorkspace workspace, int length, bool withAllParameters)
    {
        int count = _populations.Length;
        CouplingConstants coupling = workspace.Coupling;
        for (int k = length - 1; k >= 0; k--)
        {
            ReadOnlySpan<double> activity = _tape.Activities(k);
            ReadOnlySpan<double> filterBefore = _tape.Filters(k);
            ReadOnlySpan<double> filter = _model.IsAligned ? filterBefore : _tape.Filters(k + 1);
            for (int a = 0; a < count; a++)
            {
                PopulationTape tape = _tape.Populations[a];
                PopulationConstants constants = workspace.Constants[a];
                int start = tape.Start + k + 1;
                double byDrive = _model.Kernels.Backward(
                    constants, tape.Row(k), tape.Row(k + 1), tape.Counts, _shifted.First - SlotBlock.Floor(start), start,
                    tape.Pools[k], tape.Pools[k + 1], tape.Records[k], _populations[a], withAllParameters || constants.IsAdaptive);
                for (int b = 0; b < count; b++)
                {
                    int ab = a * count + b;
                    double departure = filter[ab] - activity[ab];
                    double bySynapse = byDrive * coupling.Gain[ab];
                    _gain[ab] += byDrive * (activity[ab] * (1 - coupling.MembraneDecay[a]) + departure * coupling.Filter[ab]);
                    _membraneDecay[a] -= bySynapse * activity[ab];
                    _response[ab] += bySynapse * departure;
                    if (!_model.IsAligned) _filter[ab] += bySynapse * coupling.Filter[ab];
                    _sourceDecay[b] += _filter[ab] * (filterBefore[ab] - activity[ab]);
                    _filter[ab] *= coupling.SourceDecay[b];
                    if (_model.IsAligned) _filter[ab] += bySynapse * coupling.Filter[ab];
                }
            }
        }
    }

    /// <summary>Goes on to the segment before: renames the slots from those of this segment to those at the end of the other.</summary>
    /// <param name="state">The state at the start of the earlier segment.</param>
    /// <param name="length">The number of bins of the earlier segment.</param>
    public void MoveToSegmentBefore(MesoscopicState state, int length)
    {
        for (int a = 0; a < _populations.Length; a++)
        {
            int ageBins = state.Populations[a].AgeBinCount;
            int from = _tape.Populations[a].Start;
            int to = SlotBlock.Length + SlotBlock.Phase(state.Populations[a].Start) + length;
            _populations[a].Move(from, to, ageBins);
        }
    }

    /// <summary>
    /// From the derivatives by the constants to those by the parameters, the state before the segment last gone through being a constant.
    /// </summary>
    /// <param name="workspace">Has the constants and the parameters.</param>
    /// <param name="startFollowsRest">Whether the starting potentials are u_rest, as in a silent state.</param>
    /// <param name="withAllParameters">Whether the derivative by J is wanted of populations without adaptation, too.</param>
    /// <param name="segment">Number of that segment, if g before it depends on the parameters.</param>
    public void Finish(MesoscopicWorkspace workspace, bool startFollowsRest, bool withAllParameters, int segment = 0)
    {
        Array.Clear(Gradient.Values);
        for (int a = 0; a < _populations.Length; a++)
        {
            PopulationAdjoint adjoint = _populations[a];
            PopulationTape tape = _tape.Populations[a];
            AgeBins first = tape.Row(0);
            double sum = 0;
            double weighted = 0;
            for (int slot = tape.Start; slot < tape.Start + tape.AgeBinCount; slot++)
            {
                sum += adjoint.Bins.Potential[slot];
                weighted += adjoint.Bins.Potential[slot] * first.Potential[slot];
            }

            double inverseNoise = workspace.Constants[a].InverseNoiseLevel;
            sum = sum * inverseNoise + adjoint.Pool.Potential;
            weighted = weighted * inverseNoise + adjoint.Pool.Potential * tape.Pools[0].Potential;
            PopulationConstantsAdjoint sums = adjoint.Constants;
            sums.WeightedPotential += weighted;
            if (startFollowsRest) sums.Rest += sum;
            sums.MembraneDecay += _membraneDecay[a];
            if (segment > 0) sums.AdaptationDecay += adjoint.Pool.Activity * ActivitySlopes[segment, a];
            PopulationGradient.Add(workspace.Constants[a], adjoint, sums, Gradient, a, withAllParameters);
        }

        CouplingGradient.Add(workspace.Coupling, workspace.Natural, _gain, _response, _sourceDecay, Gradient);
    }
}
