using SpikeStream.Models.Mesoscopic;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>
/// A recording and the model that was fitted to it, as they come in on the inputs estimates, counts and input (in this order): what the stages that judge a
/// fit have in common.
/// </summary>
internal sealed class FittedRecording : IDisposable
{
    /// <summary>Number of the input of estimates.</summary>
    public const int EstimatesPort = 0;

    /// <summary>Number of the input of counts.</summary>
    public const int CountsPort = 1;

    /// <summary>Number of the input of external input.</summary>
    public const int InputPort = 2;

    private readonly CountInput _data;
    private readonly EndpointRows _rows;
    private bool _inputHasEnded;

    /// <summary>Builds the model and checks the data against it.</summary>
    /// <param name="inputs">The node's inputs.</param>
    /// <param name="burnIn">Data at the start that do not count; null for the burn-in of the fit.</param>
    /// <param name="memoryLimit">MiB of counts to keep in memory.</param>
    /// <param name="context">The node.</param>
    /// <exception cref="InvalidInputException">Model and data do not fit together.</exception>
    public FittedRecording(NodeInputs inputs, Duration? burnIn, int memoryLimit, NodeContext context)
    {
        Description = FittedModelDescription.Read(inputs[EstimatesPort]);
        Model = Description.Build();
        _rows = new([.. Model.Parameters.Parameters.Select(parameter => parameter.Name)]);
        _data = new CountInput(inputs[CountsPort], inputs.IsConnected(InputPort) ? inputs[InputPort] : null);
        CheckData();
        BurnInBins = burnIn is { } time ? (int)Math.Round(time.Seconds / _data.BinWidth.Seconds) : Description.BurnInBins;
        Archive = new(_data.Populations, _data.HasInput, (long)memoryLimit << 20, context.ScratchPath("counts.bin"));
    }

    /// <summary>What the estimates say of the model.</summary>
    public FittedModelDescription Description { get; }

    /// <summary>The model.</summary>
    public MesoscopicModel Model { get; }

    /// <summary>The recording.</summary>
    public CountArchive Archive { get; }

    /// <summary>Bins at the start that do not count.</summary>
    public int BurnInBins { get; }

    /// <summary>Bins that count: those that were observed and lie after the burn-in.</summary>
    public long CountedBins => Archive.Stretches.CountedBins(BurnInBins);

    /// <summary>Bins that were not observed.</summary>
    public long MissingBins => Archive.Stretches.MissingBins;

    /// <summary>Width of the bins.</summary>
    public BinWidth BinWidth => _data.BinWidth;

    /// <summary>Index of the first bin.</summary>
    public long FirstBin => _data.FirstBin;

    /// <summary>Whether an input is connected.</summary>
    public bool HasInput => _data.HasInput;

    /// <summary>Natural values that the fit started from; null where they did not come.</summary>
    public double[]? Start => _rows.Start;

    /// <summary>Natural values of the estimate, the last row that came; null before the first.</summary>
    public double[]? Estimate => _rows.Estimate;

    public void Add(int input, Batch batch)
    {
        if (input == EstimatesPort) _rows.Add(batch);
        else if (input == InputPort) _data.AddInput(batch);
        else _data.AddCounts(batch);
        Collect();
    }

    public bool Accepts(int input) => input == EstimatesPort || _data.Accepts(input == InputPort);

    public void InputEnded(int input)
    {
        if (input == InputPort) _inputHasEnded = true;
        Collect();
    }

    /// <summary>All has come: reading begins.</summary>
    /// <exception cref="InvalidInputException">There are no estimates, or no data after the burn-in.</exception>
    public void Seal()
    {
        Archive.Seal();
        if (_rows.Estimate is null) throw new InvalidInputException("estimates: found none, expected at least one row");
        if (CountedBins == 0)
            throw new InvalidInputException($"counts: found {Archive.Stretches.Longest} bins{(MissingBins > 0 ? " in the longest stretch that was observed" : "")}, expected more than the {BurnInBins} of the burn-in; shorten \"burnIn\"");
    }

    /// <summary>Says how many bins are missing, where there are some.</summary>
    public void WarnOfMissing(NodeContext context) => _data.WarnOfMissing(context, BurnInBins);

    /// <summary>A pass over the recording at a point.</summary>
    public LikelihoodPass NewPass(ScoredPoint point) => new(point.Model, point.Coordinates, Archive, _data.HasInput, BurnInBins);

    public void Save(BinaryWriter writer)
    {
        _data.Save(writer);
        Archive.Save(writer);
        _rows.Save(writer);
        writer.Write(_inputHasEnded);
    }

    public void Restore(BinaryReader reader)
    {
        _data.Restore(reader);
        Archive.Restore(reader);
        _rows.Restore(reader);
        _inputHasEnded = reader.ReadBoolean();
    }

    public void Dispose() => Archive.Dispose();

    private void CheckData()
    {
        if (_data.Populations != Model.PopulationNames.Count)
            throw new InvalidInputException($"counts: found {_data.Populations} populations, expected the {Model.PopulationNames.Count} of the estimates");
        if (Math.Abs(_data.BinWidth.Seconds - Model.BinWidth) > 1e-12 * Model.BinWidth)
            throw new InvalidInputException($"counts: found bins of {_data.BinWidth}, expected the {Model.BinWidth} s of the estimates");
        if (_data.Names is { } names && !names.SequenceEqual(Model.PopulationNames))
            throw new InvalidInputException($"counts: found the populations {string.Join(", ", names)}, expected those of the estimates: {string.Join(", ", Model.PopulationNames)}");
    }

    private void Collect()
    {
        int bins = _data.Pair(_inputHasEnded);
        if (bins == 0) return;
        Archive.Append(_data.Counts(bins), _data.Inputs(bins));
        _data.Remove(bins);
    }
}
