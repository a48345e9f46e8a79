namespace SpikeStream.Recordings;

/// <summary>Finds the units in cells, structs, cells of structs and so on, in column-major order.</summary>
internal sealed class MatlabUnitSearch
{
    private const int MostUnits = 1 << 20;

    private readonly string? _timeField;
    private readonly HashSet<int> _depths = [];
    private List<MatlabUnit> _units = [];
    private bool _hasStructs;
    private int _visited;

    private MatlabUnitSearch(string? timeField) => _timeField = timeField;

    /// <summary>The units that were found.</summary>
    public IReadOnlyList<MatlabUnit> Units => _units;

    /// <summary>What cannot be a unit; null where everything can.</summary>
    public string? Fault { get; private set; }

    /// <summary>Number of empty cells that hold no unit.</summary>
    public int LeftOut { get; private set; }

    /// <summary>A single struct whose field of times has a cell per unit; its other fields may have a value per unit. Null otherwise.</summary>
    public MatlabStructs? Companion { get; private set; }

    /// <summary>Whether any spike or any struct with a place for them was found, not empty cells only.</summary>
    public bool HasTrains => _hasStructs || _depths.Count > 0 || Companion is not null;

    /// <summary>Looks for units.</summary>
    /// <param name="value">Where.</param>
    /// <param name="timeField">Name of the field of times of structs; null for the usual ones.</param>
    public static MatlabUnitSearch In(MatlabValue value, string? timeField)
    {
        MatlabUnitSearch search = new(timeField);
        search.Visit(value, string.Empty, []);
        search.LeaveOutEmptyCells();
        return search;
    }

    /// <summary>Index of the field of times; -1 where there is none.</summary>
    public static int TimeField(MatlabStructs structs, string? name) => name is null ? MatlabNames.Find(structs, MatlabNames.IsTime) : structs.Find(name);

    private void Visit(MatlabValue value, string position, IReadOnlyList<string> indices)
    {
        if (Fault is not null) return;
        if (++_visited > MostUnits)
        {
            Fault = $"found more than {MostUnits} cells, expected a cell per unit";
            return;
        }

        switch (value)
        {
            case MatlabCells cells:
                for (int i = 0; i < cells.Items.Count; i++) Visit(cells.Items[i], $"{position}{{{cells.IndexOf(i)}}}", [.. indices, cells.IndexOf(i)]);
                break;
            case MatlabStructs { Count: > 0 } structs:
                VisitStructs(structs, position, indices);
                break;
            case MatlabNumbers { IsVector: true } or MatlabNumbers { Count: 0 }:
                if (value.Count > 0) _depths.Add(indices.Count);
                _units.Add(new((MatlabNumbers)value, position, indices, null, 0));
                break;
            default:
                Fault = $"found {value}{At(position)}, expected a vector of spike times";
                break;
        }
    }

    private void VisitStructs(MatlabStructs structs, string position, IReadOnlyList<string> indices)
    {
        int field = TimeField(structs, _timeField);
        if (field < 0)
        {
            Fault = $"found {structs}{At(position)}, expected a field {_timeField ?? "time, times, timestamps or spiketimes"}";
            return;
        }

        if (structs.Count == 1 && structs.At(0, field) is MatlabCells cells)
        {
            if (indices.Count == 0) Companion = structs;
            Visit(cells, position, indices);
            return;
        }

        for (int element = 0; element < structs.Count && Fault is null; element++)
        {
            string index = structs.IndexOf(element), own = structs.Count == 1 ? position : $"{position}({index})";
            if (structs.At(element, field) is MatlabNumbers times && (times.IsVector || times.Count == 0))
            {
                _hasStructs = true;
                _units.Add(new(times, own, structs.Count == 1 ? indices : [.. indices, index], structs, element));
                if (_units.Count > MostUnits) Fault = $"found more than {MostUnits} structs, expected one per unit";
            }
            else Fault = $"found {structs.At(element, field)} in the field {structs.Fields[field]}{At(own)}, expected a vector of spike times";
        }
    }

    // Among structs, and beside cells of trains, an empty cell is a place without a unit; among trains it is a unit without spikes.
    private void LeaveOutEmptyCells()
    {
        int all = _units.Count;
        if (_hasStructs) _units = [.. _units.Where(unit => !unit.IsEmptyCell)];
        else if (_depths.Count > 0) _units = [.. _units.Where(unit => !unit.IsEmptyCell || _depths.Contains(unit.Indices.Count))];
        LeftOut = all - _units.Count;
    }

    private static string At(string position) => position.Length == 0 ? string.Empty : $" at {position}";
}
